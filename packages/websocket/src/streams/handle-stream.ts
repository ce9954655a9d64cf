/**
 * A byte stream over a socket that Node opened (TLS, an upgrade of an http server, a client's), whose handle it reads and
 * writes itself: into one buffer that all share, and without a stream's queue. The socket stays in charge of its life:
 * errors, the end, TLS itself. What its other holders write still goes out, in order, through the same queue.
 */
import type { Socket } from "node:net";
import { getSystemErrorMessage, getSystemErrorName } from "node:util";
import { type ByteStream, type ByteStreamEvents, nobody, type StreamInfo } from "./byte-stream.ts";
import type { SocketHandle } from "./socket-handle.ts";
import type { StreamBinding } from "./tcp-handle.ts";
import { type HandleWrite, WriteLine } from "./write-line.ts";

const OWNER = Symbol("longwire stream");

interface OwnedHandle extends SocketHandle {
  /** Kept to the handle's own end: it also keeps the buffer that TLS may still write into. */
  [OWNER]?: HandleStream;
}

type Done = (error?: Error | null) => void;

/** What Node's `Writable` calls, as its documentation allows to implement it. */
interface OwnedSocket extends Omit<Socket, "_writev"> {
  [OWNER]?: HandleStream;
  _write(chunk: unknown, encoding: BufferEncoding, done: Done): void;
  _writev?: unknown;
  _final(done: Done): void;
}

/** What the streams of one server share. */
export class SharedReads {
  readonly binding: StreamBinding;
  readonly buffer: Uint8Array;
  readonly onRead: (this: SocketHandle) => void;

  /** @param buffer lent to whoever reads, for the call; it may be changed then. */
  constructor(binding: StreamBinding, buffer: Uint8Array) {
    this.binding = binding;
    this.buffer = buffer;
    const { streamBaseState, kReadBytesOrError } = binding;
    // One function for all handles: Node calls it with the handle as `this`.
    this.onRead = function onRead(this: OwnedHandle): void {
      this[OWNER]?.read(streamBaseState[kReadBytesOrError] as number);
    };
  }
}

/** One stream. It does not read until it is resumed. */
export class HandleStream implements ByteStream {
  events: ByteStreamEvents = nobody;
  readonly returnsMemory = true;
  readonly isSecure: boolean;
  readonly #socket: OwnedSocket;
  readonly #handle: OwnedHandle;
  readonly #shared: SharedReads;
  readonly #writes: WriteLine;
  /** Node's own reader, for everything that is not bytes. */
  readonly #onOther: (this: SocketHandle) => void;
  readonly #onWritten: () => void = () => this.events.onWritten();
  #isPaused = true;
  /** Arrived while paused, or before. */
  #held: Uint8Array[] | undefined;
  #isEndHeld = false;

  constructor(socket: Socket, handle: SocketHandle, shared: SharedReads) {
    this.#socket = socket;
    this.#handle = handle;
    this.#shared = shared;
    this.isSecure = "encrypted" in socket && socket.encrypted === true;
    this.#writes = new WriteLine(handle, shared.binding, (error) => socket.destroy(systemError(error, "write")));
    // First of all: without it an early error would end the process.
    socket.on("error", (error) => this.events.onError(() => error));
    socket.on("close", () => this.events.onClose());
    socket.on("end", () => this.#onEnd());
    // TLS sockets would end with their peer, and lose what is still to be written.
    socket.allowHalfOpen = true;
    this.#onOther = handle.onread;
    this.#handle[OWNER] = this;
    handle.useUserBuffer(shared.buffer);
    handle.onread = shared.onRead;
    this.#takeOver();
  }

  /** Makes the socket's own writes go through the same queue, and takes what it had read. */
  #takeOver(): void {
    const socket = this.#socket;
    socket[OWNER] = this;
    socket._write = writeInLine;
    socket._writev = undefined;
    socket._final = endAfterWrites;
    const before: Uint8Array | null = socket.read();
    if (before !== null) this.#hold(before);
    this.#stopReading();
  }

  get readsInPieces(): boolean {
    return this.isSecure;
  }

  get isWritable(): boolean {
    return this.#socket.writable;
  }

  get isDestroyed(): boolean {
    return this.#socket.destroyed;
  }

  get pendingBytes(): number {
    return this.#writes.pendingBytes;
  }

  get info(): StreamInfo {
    return this.#socket;
  }

  write(parts: readonly Uint8Array[]): void {
    if (this.isWritable) this.put({ parts, onDone: this.#onWritten });
  }

  /** For the shared functions: one more write in line, of whoever. */
  put(write: HandleWrite): void {
    this.#keepAwake();
    this.#writes.put(write);
  }

  /** For the shared functions: calls `action` when nothing is left to write. */
  afterWrites(action: () => void): void {
    this.#writes.whenIdle(action);
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#stopReading();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    // Later, as from any stream: the caller is still at work.
    if (this.#held === undefined) this.#startReading();
    else process.nextTick(() => this.#giveHeld());
  }

  /** For the shared callback: `size` bytes are in the shared buffer, or it is no more than 0 and tells something else. */
  read(size: number): void {
    if (size <= 0) {
      this.#onOther.call(this.#handle);
      return;
    }
    if (this.isDestroyed) return;
    this.#keepAwake();
    const bytes = this.#shared.buffer.subarray(0, size);
    if (!this.#isPaused && this.#held === undefined) {
      this.events.onBytes(bytes);
      return;
    }
    // TLS gives all that it has decrypted, also after it was told to stop.
    this.#hold(Buffer.from(bytes));
    this.#stopReading();
  }

  #hold(bytes: Uint8Array): void {
    if (this.#held === undefined) this.#held = [bytes];
    else this.#held.push(bytes);
  }

  #giveHeld(): void {
    while (!this.#isPaused && !this.isDestroyed) {
      const bytes = this.#held?.shift();
      if (bytes === undefined) {
        this.#held = undefined;
        if (this.#isEndHeld) this.#onEnd();
        else this.#startReading();
        return;
      }
      this.events.onBytes(bytes);
    }
  }

  #onEnd(): void {
    this.#isEndHeld = this.#held !== undefined;
    if (!this.#isEndHeld) this.events.onEnd();
  }

  /** The socket's idle timer, which only its holder can have set, counts what we do. */
  #keepAwake(): void {
    const { timeout } = this.#socket;
    if (timeout !== undefined && timeout > 0) this.#socket.setTimeout(timeout);
  }

  #startReading(): void {
    if (this.isDestroyed) return;
    this.#handle.reading = true;
    const error = this.#handle.readStart();
    if (error !== 0) this.#socket.destroy(systemError(error, "read"));
  }

  #stopReading(): void {
    if (this.isDestroyed) return;
    this.#handle.reading = false;
    this.#handle.readStop();
  }
}

/** `_write` of a socket whose handle is ours. */
function writeInLine(this: OwnedSocket, chunk: unknown, encoding: BufferEncoding, done: Done): void {
  const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : (chunk as Uint8Array);
  this[OWNER]?.put({ parts: [bytes], onDone: done, isTold: true });
}

/** `_final` of a socket whose handle is ours: Node's own, after what we have still to write. */
function endAfterWrites(this: OwnedSocket, done: Done): void {
  const { _final: inherited } = Object.getPrototypeOf(this) as OwnedSocket;
  this[OWNER]?.afterWrites(() => inherited.call(this, done));
}

function systemError(errorNumber: number, operation: string): Error {
  const code = getSystemErrorName(errorNumber);
  const message = `${operation} ${code}: ${getSystemErrorMessage(errorNumber)}`;
  return Object.assign(new Error(message), { code, errno: errorNumber, syscall: operation });
}
