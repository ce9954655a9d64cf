/**
 * The quick way to connect: straight on the runtime's TCP handle. One read buffer and one read callback for all
 * connections, and one write request that is used again as long as writes complete at once, so that nothing is made per message.
 */
import { getSystemErrorMessage, getSystemErrorName } from "node:util";
import type { Dialer, LoadStream, LoadStreamEvents } from "./load-stream.ts";
import type { LoadTarget } from "./load-target.ts";
import { sourceAddress } from "./source-address.ts";
import type { TcpBinding, TcpHandle, WriteRequest } from "./tcp-binding.ts";

/** As large as one read may become. */
const READ_BYTES = 256 * 1024;
/** libuv's number for the end of a stream. */
const EOF = -4095;

const OWNER = Symbol("load stream");

interface OwnedHandle extends TcpHandle {
  [OWNER]?: HandleStream;
}

function systemError(what: string, errorNumber: number): Error {
  return new Error(`${what} ${getSystemErrorName(errorNumber)}: ${getSystemErrorMessage(errorNumber)}`);
}

function ignore(): void {
  // Whoever ends a connection needs no news of it.
}

class HandleStream implements LoadStream {
  readonly #dialer: HandleDialer;
  readonly #handle: TcpHandle;
  readonly #events: LoadStreamEvents;
  #isOver = false;

  constructor(handle: TcpHandle, dialer: HandleDialer, events: LoadStreamEvents) {
    this.#dialer = dialer;
    this.#handle = handle;
    this.#events = events;
  }

  write(bytes: Buffer): void {
    if (this.#isOver) return;
    const request = this.#dialer.takeRequest();
    this.#afterWrite(this.#handle.writeBuffer(request, bytes), request, bytes);
  }

  writeText(text: string): void {
    if (this.#isOver) return;
    const request = this.#dialer.takeRequest();
    this.#afterWrite(this.#handle.writeLatin1String(request, text), request, undefined);
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handle.reset(ignore);
  }

  /** For the connect request: it is done, with 0 or an error number. */
  connected(status: number): void {
    if (this.#isOver) return;
    const error = status === 0 ? this.#handle.readStart() : status;
    if (error === 0) this.#events.onConnected();
    else this.lost(systemError("connect", error));
  }

  /** For the shared callback: so many bytes are in the read buffer, or a negative number tells why there are none. */
  read(length: number): void {
    if (this.#isOver) return;
    if (length > 0) this.#events.onRead(length);
    else if (length === EOF) this.lost(new Error("the server closed the connection"));
    else if (length < 0) this.lost(systemError("read", length));
  }

  lost(error: Error): void {
    if (this.#isOver) return;
    this.end();
    this.#events.onLost(error);
  }

  #afterWrite(error: number, request: WriteRequest, bytes: Buffer | undefined): void {
    if (error !== 0) {
      process.nextTick(() => this.lost(systemError("write", error))); // the caller is still at work
      return;
    }
    if (!this.#dialer.binding.isWriteUnderWay()) {
      this.#dialer.returnRequest(request);
      return;
    }
    request.bytes = bytes; // kept alive until they are written
    request.oncomplete = (status) => {
      request.bytes = undefined;
      if (status < 0) this.lost(systemError("write", status));
    };
  }
}

/** Connects on the handle. */
export class HandleDialer implements Dialer {
  readonly readBuffer: Buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  readonly binding: TcpBinding;
  readonly #target: LoadTarget;
  readonly #onRead: (this: TcpHandle) => void;
  #idleRequest: WriteRequest | undefined;

  constructor(target: LoadTarget, binding: TcpBinding) {
    this.#target = target;
    this.binding = binding;
    // One function for all handles: the runtime calls it with the handle as `this`.
    this.#onRead = function onRead(this: OwnedHandle): void {
      this[OWNER]?.read(binding.lastRead());
    };
  }

  dial(index: number, events: LoadStreamEvents): LoadStream {
    const { address, port } = this.#target;
    const handle: OwnedHandle = this.binding.createHandle();
    const stream = new HandleStream(handle, this, events);
    handle[OWNER] = stream;
    handle.onread = this.#onRead;
    handle.useUserBuffer(this.readBuffer);
    handle.setNoDelay(true);
    const source = sourceAddress(index, address);
    const request = this.binding.createConnect();
    request.oncomplete = (status) => stream.connected(status);
    const error = (source === undefined ? 0 : handle.bind(source, 0, 0)) || handle.connect(request, address, port);
    if (error !== 0) process.nextTick(() => stream.lost(systemError("connect", error)));
    return stream;
  }

  /** A write request that is not in use. */
  takeRequest(): WriteRequest {
    const request = this.#idleRequest ?? this.binding.createWrite();
    this.#idleRequest = undefined;
    return request;
  }

  /** Gives back a request whose write was done at once. */
  returnRequest(request: WriteRequest): void {
    this.#idleRequest = request;
  }
}
