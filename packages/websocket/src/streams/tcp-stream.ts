/**
 * A byte stream straight over a TCP handle, without `net.Socket`: bytes are read into one buffer that all streams of a
 * server share, and most writes are done when they return. It knows handles, reads and writes; nothing of WebSocket.
 * `bench/` shows what it buys; `duplex-stream.ts` is the plain path.
 */
import { getSystemErrorMessage, getSystemErrorName } from "node:util";
import { type ByteStream, type ByteStreamEvents, nobody, type StreamInfo } from "./byte-stream.ts";
import type { AddressRecord, HandleRequest, StreamBinding, TcpHandle } from "./tcp-handle.ts";

/** After so many full buffers from one peer, the others have their turn. */
const FULL_READS_PER_TURN = 1;
/** libuv's number for the end of a stream. */
const EOF = -4095;

/** Views of the read buffer up to this length are kept (bench: echo, 1 in flight). */
const KEPT_VIEW_BYTES = 512;

const OWNER = Symbol("longwire stream");

interface OwnedHandle extends TcpHandle {
  [OWNER]?: TcpStream | undefined;
}

/** What the streams of one server share. */
export class TcpStreams {
  readonly binding: StreamBinding;
  readonly readBuffer: Uint8Array;
  readonly onRead: (this: TcpHandle) => void;
  #idleRequest: HandleRequest | undefined;
  /** Views of the read buffer by their length: quick peers send little at a time, and a view costs more than reading it. */
  readonly #views: (Uint8Array | undefined)[] = new Array(KEPT_VIEW_BYTES + 1).fill(undefined);

  /** @param readBuffer lent to whoever reads, for the call; it may be changed then. */
  constructor(binding: StreamBinding, readBuffer: Uint8Array) {
    this.binding = binding;
    this.readBuffer = readBuffer;
    const { streamBaseState, kReadBytesOrError } = binding;
    // One function for all handles: Node calls it with the handle as `this`.
    this.onRead = function onRead(this: OwnedHandle): void {
      this[OWNER]?.read(streamBaseState[kReadBytesOrError] as number);
    };
  }

  /** The first `size` bytes of the read buffer. */
  beginning(size: number): Uint8Array {
    if (size > KEPT_VIEW_BYTES) return this.readBuffer.subarray(0, size);
    this.#views[size] ??= this.readBuffer.subarray(0, size);
    return this.#views[size];
  }

  /** A write request that is not in use. */
  takeRequest(): HandleRequest {
    const request = this.#idleRequest ?? new this.binding.WriteWrap();
    this.#idleRequest = undefined;
    return request;
  }

  /** Gives back a request whose write was done at once, for the next write of any stream. */
  returnRequest(request: HandleRequest): void {
    this.#idleRequest = request;
  }
}

/** One connected TCP stream. It does not read until it is resumed. */
export class TcpStream implements ByteStream {
  events: ByteStreamEvents = nobody;
  readonly #handle: OwnedHandle;
  readonly #shared: TcpStreams;
  #readable: "open" | "ended" = "open";
  #writable: "open" | "ending" | "ended" = "open";
  #life: "open" | "destroyed" | "closed" = "open";
  #isReading = false;
  /** Full buffers in a row; a pause of our own for fairness while it is at its bound. */
  #fullReads = 0;
  #writesInFlight = 0;

  constructor(handle: TcpHandle, shared: TcpStreams) {
    this.#handle = handle;
    this.#shared = shared;
    this.#handle[OWNER] = this;
    handle.setNoDelay(true);
    handle.useUserBuffer(shared.readBuffer);
    handle.onread = shared.onRead;
  }

  get isSecure(): boolean {
    return false;
  }

  get returnsMemory(): boolean {
    return true;
  }

  get readsInPieces(): boolean {
    return false;
  }

  get isWritable(): boolean {
    return this.#writable === "open" && this.#life === "open";
  }

  get isDestroyed(): boolean {
    return this.#life !== "open";
  }

  get pendingBytes(): number {
    return this.#writesInFlight === 0 || this.#life !== "open" ? 0 : this.#handle.writeQueueSize;
  }

  get info(): StreamInfo {
    const remote: AddressRecord = {};
    const local: AddressRecord = {};
    if (this.#life === "open") {
      this.#handle.getpeername(remote);
      this.#handle.getsockname(local);
    }
    return {
      remoteAddress: remote.address,
      remotePort: remote.port,
      localAddress: local.address,
      localPort: local.port,
    };
  }

  write(parts: readonly Uint8Array[]): void {
    if (!this.isWritable) return;
    const { binding } = this.#shared;
    const request = this.#shared.takeRequest();
    const only = parts[0];
    const error =
      parts.length === 1 && only !== undefined
        ? this.#handle.writeBuffer(request, only)
        : this.#handle.writev(request, parts, true);
    if (error !== 0) {
      this.#fail(error, "write");
      return;
    }
    if (binding.streamBaseState[binding.kLastWriteWasAsync] === 0) {
      this.#shared.returnRequest(request);
      return;
    }
    this.#writesInFlight += 1;
    request.buffers = parts;
    request.oncomplete = (status) => {
      request.buffers = undefined;
      this.#writesInFlight -= 1;
      if (this.#life !== "open") return;
      if (status < 0) this.#fail(status, "write");
      else this.events.onWritten();
    };
  }

  end(): void {
    if (!this.isWritable) return;
    this.#writable = "ending";
    const request = new this.#shared.binding.ShutdownWrap();
    request.oncomplete = () => {
      this.#writable = "ended";
      if (this.#readable === "ended") this.destroy();
    };
    const error = this.#handle.shutdown(request);
    if (error !== 0) this.#fail(error, "shutdown");
  }

  destroy(): void {
    if (this.#life !== "open") return;
    this.#life = "destroyed";
    this.#handle[OWNER] = undefined;
    this.#handle.close(() => {
      this.#life = "closed";
      this.events.onClose();
    });
  }

  pause(): void {
    if (!this.#isReading || this.#life !== "open") return;
    this.#isReading = false;
    this.#handle.readStop();
  }

  resume(): void {
    if (this.#isReading || this.#life !== "open" || this.#readable === "ended") return;
    this.#isReading = true;
    if (this.#fullReads >= FULL_READS_PER_TURN) return; // reads on by itself
    this.#startReading();
  }

  /** For the shared callback: `size` bytes are in the shared buffer, or a negative number tells why there are none. */
  read(size: number): void {
    if (this.#life !== "open" || size === 0) return;
    if (size < 0) {
      if (size === EOF) this.#onEof();
      else this.#fail(size, "read");
      return;
    }
    const { readBuffer } = this.#shared;
    this.#shareTurns(size);
    this.events.onBytes(size === readBuffer.length ? readBuffer : this.#shared.beginning(size));
  }

  /** A peer that fills buffer after buffer is left alone for the rest of the turn of the event loop. */
  #shareTurns(size: number): void {
    if (size < this.#shared.readBuffer.length) {
      this.#fullReads = 0;
      return;
    }
    this.#fullReads += 1;
    if (this.#fullReads !== FULL_READS_PER_TURN) return;
    this.#handle.readStop();
    setImmediate(() => {
      this.#fullReads = 0;
      if (this.#isReading && this.#life === "open") this.#startReading();
    });
  }

  #startReading(): void {
    const error = this.#handle.readStart();
    if (error !== 0) this.#fail(error, "read");
  }

  #onEof(): void {
    this.#readable = "ended";
    this.#isReading = false;
    this.#handle.readStop();
    this.events.onEnd();
    if (this.#writable === "ended") this.destroy();
  }

  #fail(errorNumber: number, operation: string): void {
    if (this.#life !== "open") return;
    this.destroy();
    // Later, as from any stream: the caller of `write` is still at work.
    process.nextTick(() => this.events.onError(() => systemError(errorNumber, operation)));
  }
}

function systemError(errorNumber: number, operation: string): Error {
  const code = getSystemErrorName(errorNumber);
  const message = `${operation} ${code}: ${getSystemErrorMessage(errorNumber)}`;
  return Object.assign(new Error(message), { code, errno: errorNumber, syscall: operation });
}
