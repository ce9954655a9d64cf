/**
 * Memory in which bytes are unmasked where they lie, by WebAssembly, nine times as fast as by a loop in JavaScript; the
 * streams of a server read into it. It knows keys and bytes, not frames. Without WebAssembly, plain memory and the loop of
 * @longwire/wire serve: the oracle for this one.
 */
import { type CopyMasked, copyMasked } from "@longwire/wire";
import { encodeXorModule, type Xor } from "./xor-module.ts";

/** Enough for four messages of 64 KiB; a stream that fills it has had its turn. */
const READ_BUFFER_BYTES = 256 * 1024;
/** Bytes from elsewhere pass through a part of the memory that stays in the nearest cache. */
const SCRATCH_BYTES = 16 * 1024;
const PAGE_BYTES = 64 * 1024;
/** Below this length the loop is as quick. */
const FROM_BYTES = 192;

/** The part of the WebAssembly API that is used here; the types of Node do not have it. */
interface WebAssemblyApi {
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly xor: Xor } };
}

interface Opened {
  readonly readBuffer: Uint8Array;
  readonly scratch: Uint8Array;
  /** Absent where WebAssembly is. */
  readonly xor: Xor | undefined;
}

/** One memory; nothing is allocated before it is first needed. */
export class MaskMemory {
  #opened: Opened | undefined;

  /** Where to read from streams: 256 KiB, lent to one reader at a time. What is in it may change when it was unmasked. */
  get readBuffer(): Uint8Array {
    return this.#open().readBuffer;
  }

  // A property: connections take it as a function of its own.
  readonly copyMasked: CopyMasked = (source, from, to, target, at, key, phase) => {
    const { readBuffer, scratch, xor } = this.#opened ?? this.#open();
    if (to - from < FROM_BYTES || key === 0 || xor === undefined) {
      copyMasked(source, from, to, target, at, key, phase);
      return;
    }
    const word = asWord(key, phase);
    if (source.buffer === readBuffer.buffer) {
      xor(source.byteOffset + from, source.byteOffset + to, word);
      target.set(source.subarray(from, to), at);
      return;
    }
    // Its length is a multiple of 4, so that each part begins with the same byte of the key.
    for (let i = from; i < to; i += SCRATCH_BYTES) {
      const length = Math.min(SCRATCH_BYTES, to - i);
      scratch.set(source.subarray(i, i + length));
      xor(scratch.byteOffset, scratch.byteOffset + length, word);
      target.set(length === SCRATCH_BYTES ? scratch : scratch.subarray(0, length), at + i - from);
    }
  };

  #open(): Opened {
    this.#opened ??= openWebAssembly() ?? {
      readBuffer: new Uint8Array(READ_BUFFER_BYTES),
      scratch: new Uint8Array(0),
      xor: undefined,
    };
    return this.#opened;
  }
}

function openWebAssembly(): Opened | undefined {
  // Not typed by Node, and by libraries of browsers more strictly than it is used here.
  const api = Reflect.get(globalThis, "WebAssembly") as unknown as WebAssemblyApi | undefined;
  if (api === undefined) return undefined;
  const pages = Math.ceil((READ_BUFFER_BYTES + SCRATCH_BYTES) / PAGE_BYTES);
  try {
    const bytes = new api.Memory({ initial: pages, maximum: pages });
    const { xor } = new api.Instance(new api.Module(encodeXorModule()), { memory: { bytes } }).exports;
    return {
      readBuffer: new Uint8Array(bytes.buffer, 0, READ_BUFFER_BYTES),
      scratch: new Uint8Array(bytes.buffer, READ_BUFFER_BYTES, SCRATCH_BYTES),
      xor,
    };
  } catch {
    // Switched off, without vectors, or out of address space: the plain way serves.
    return undefined;
  }
}

/** The key turned so that its byte `phase` comes first, as a word whose least significant byte is the first. */
function asWord(key: number, phase: number): number {
  const bits = (phase & 3) * 8;
  const turned = bits === 0 ? key : (key << bits) | (key >>> (32 - bits));
  return (turned << 24) | ((turned & 0xff00) << 8) | ((turned >>> 8) & 0xff00) | (turned >>> 24);
}
