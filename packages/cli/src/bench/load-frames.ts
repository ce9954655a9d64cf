/**
 * The masked frames that a load generator sends: made once, written many times. Numbered ones carry what a check needs.
 * The masking key is fixed and not zero, so the server really unmasks; it protects nobody, since there is nobody between.
 */
import { constants, deflateRawSync } from "node:zlib";
import { encodedHeaderLength, encodeFrameHeader, opcodes } from "@longwire/wire";
import { loadJson } from "./load-json.ts";

const MASKING_KEY = 0x37fa213d;
/** One write of a batch is at most this long, unless a single frame is longer. */
const MAX_BATCH_BYTES = 256 * 1024;
const MAX_NUMBER_BYTES = 4;

function maskAt(index: number): number {
  return (MASKING_KEY >>> (24 - 8 * (index % 4))) & 0xff;
}

/** What stands at `index` of every payload, after the number. */
function contentAt(index: number): number {
  return 0x61 + (index % 26);
}

/** How many bytes of a payload hold its number. */
function numberBytes(sizeBytes: number): number {
  return Math.min(MAX_NUMBER_BYTES, sizeBytes);
}

/** How many different numbers there are; 1 when the payload is empty. */
export function numberModulus(sizeBytes: number): number {
  return 256 ** numberBytes(sizeBytes);
}

/** One masked frame that holds `payload`, which is at most 125 bytes for control frames. */
export function maskedFrame(opcode: number, payload: Uint8Array, rsv1 = false): Buffer {
  const fields = { fin: true, rsv1, opcode, payloadLength: payload.length, maskingKey: MASKING_KEY };
  const headerBytes = encodedHeaderLength(payload.length, true);
  const frame = Buffer.allocUnsafeSlow(headerBytes + payload.length);
  encodeFrameHeader(fields, frame, 0);
  for (let i = 0; i < payload.length; i += 1) frame[headerBytes + i] = (payload[i] ?? 0) ^ maskAt(i);
  return frame;
}

/** Compressed messages that differ: with one that comes again and again, a server would only refer to the last. */
const DEFLATED_MESSAGES = 64;

/** A text message that a client compresses by itself, so that it may be sent again and again (RFC 7692 §7.2.1). */
function deflatedFrame(sizeBytes: number, number: number): Buffer {
  const compressed = deflateRawSync(loadJson(sizeBytes, number), { finishFlush: constants.Z_SYNC_FLUSH });
  return maskedFrame(opcodes.text, compressed.subarray(0, -4), true);
}

/** Frames of one size. */
export class LoadFrames {
  readonly #sizeBytes: number;
  readonly #frame: Buffer;
  readonly #batches: readonly Buffer[];
  /** With compression: one after the other is sent. */
  #deflated: readonly Buffer[] = [];
  #nextDeflated = 0;

  /** @param mostAtOnce how many frames one call of `batches` usually asks for. @param isDeflated see `LoadPlan`. */
  constructor(sizeBytes: number, mostAtOnce: number, isDeflated = false) {
    this.#sizeBytes = sizeBytes;
    const payload = Uint8Array.from({ length: sizeBytes }, (_, index) => contentAt(index));
    this.#frame = maskedFrame(opcodes.binary, payload);
    if (isDeflated) this.#deflated = Array.from({ length: DEFLATED_MESSAGES }, (_, i) => deflatedFrame(sizeBytes, i));
    const frameBytes = this.#frame.length;
    const count = Math.max(1, Math.min(mostAtOnce, Math.floor(MAX_BATCH_BYTES / frameBytes)));
    const all = Buffer.concat(new Array<Buffer>(count).fill(this.#frame));
    this.#batches = Array.from({ length: count }, (_, index) => all.subarray(0, (index + 1) * frameBytes));
  }

  /** Calls `write` with `count` frames, in as few pieces as there are. The pieces must not be changed. */
  write(count: number, write: (bytes: Buffer) => void): void {
    if (this.#deflated.length > 0) {
      const first = this.#nextDeflated;
      const frames = Array.from({ length: count }, (_, i) => this.#deflated[(first + i) % DEFLATED_MESSAGES] as Buffer);
      this.#nextDeflated = (first + count) % DEFLATED_MESSAGES;
      write(frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames));
      return;
    }
    const most = this.#batches.length;
    for (let left = count; left > 0; left -= most) {
      const batch = this.#batches[Math.min(left, most) - 1];
      if (batch !== undefined) write(batch);
    }
  }

  /** A frame of its own that carries `number`, modulo `numberModulus`, big-endian at the start of its payload. */
  numbered(number: number): Buffer {
    const frame = Buffer.from(this.#frame);
    const payloadAt = frame.length - this.#sizeBytes;
    const width = numberBytes(this.#sizeBytes);
    for (let i = 0; i < width; i += 1) {
      frame[payloadAt + i] = (Math.floor(number / 256 ** (width - 1 - i)) & 0xff) ^ maskAt(i);
    }
    return frame;
  }
}

/** Reads the numbers of the messages of one connection, and compares the rest of their payloads. */
export class NumberedPayloads {
  readonly #sizeBytes: number;
  readonly #onNumber: (number: number) => void;
  #number = 0;
  #isCorrupt = false;
  #corrupted = 0;

  /** @param onNumber is called with the number of every message that is not empty, when it is complete. */
  constructor(sizeBytes: number, onNumber: (number: number) => void) {
    this.#sizeBytes = sizeBytes;
    this.#onNumber = onNumber;
  }

  /** Messages whose content was not what was sent. */
  get corrupted(): number {
    return this.#corrupted;
  }

  /** Takes a part of a payload, as `FrameSink.onPayload` gives it. */
  receive(bytes: Uint8Array, start: number, end: number, offset: number): void {
    const width = numberBytes(this.#sizeBytes);
    for (let i = start; i < end; i += 1) {
      const at = offset + i - start;
      const byte = bytes[i] ?? 0;
      if (at < width) this.#number = (at === 0 ? 0 : this.#number * 256) + byte;
      else if (byte !== contentAt(at)) this.#isCorrupt = true;
    }
    if (offset + end - start < this.#sizeBytes) return;
    if (this.#isCorrupt) this.#corrupted += 1;
    this.#isCorrupt = false;
    this.#onNumber(this.#number);
  }
}
