/**
 * The writes to one handle, one after the other: a TLS handle takes no second one before the first is done.
 * It knows requests of the handle; what a failure means is for its owner.
 */
import type { SocketHandle } from "./socket-handle.ts";
import type { StreamBinding } from "./tcp-handle.ts";

/** Something to write. The bytes must not change until it is done. */
export interface HandleWrite {
  readonly parts: readonly Uint8Array[];
  /** Called when the write was done later than the call that began it; and never after a failure. */
  readonly onDone: () => void;
  /** Call `onDone` also for a write that was done at once. */
  readonly isTold?: boolean;
}

/** The line of one handle. */
export class WriteLine {
  readonly #handle: SocketHandle;
  readonly #binding: StreamBinding;
  readonly #onFailed: (errorNumber: number) => void;
  #pendingBytes = 0;
  #isWriting = false;
  #waiting: HandleWrite[] | undefined;
  #onIdle: (() => void) | undefined;

  /** @param onFailed gets libuv's negative number. Nothing is written after it. */
  constructor(handle: SocketHandle, binding: StreamBinding, onFailed: (errorNumber: number) => void) {
    this.#handle = handle;
    this.#binding = binding;
    this.#onFailed = onFailed;
  }

  /** Bytes that were put and are not written yet. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Writes now, or when the writes before it are done. */
  put(write: HandleWrite): void {
    for (const part of write.parts) this.#pendingBytes += part.length;
    if (this.#isWriting) {
      this.#waiting ??= [];
      this.#waiting.push(write);
    } else {
      this.#begin(write);
    }
  }

  /** Calls `action` when nothing is pending: at once, or later. One at a time. */
  whenIdle(action: () => void): void {
    if (this.#isWriting) this.#onIdle = action;
    else action();
  }

  #begin(write: HandleWrite): void {
    const { WriteWrap, streamBaseState, kLastWriteWasAsync } = this.#binding;
    const { parts } = write;
    const request = new WriteWrap();
    this.#isWriting = true;
    request.buffers = parts;
    // Set before the write: TLS calls it within, when it finds the connection broken.
    request.oncomplete = (status) => {
      request.buffers = undefined;
      this.#complete(write, status, true);
    };
    const only = parts[0];
    const error =
      parts.length === 1 && only !== undefined
        ? this.#handle.writeBuffer(request, only)
        : this.#handle.writev(request, parts, true);
    if (error !== 0) this.#complete(write, error, false);
    else if (streamBaseState[kLastWriteWasAsync] === 0) this.#complete(write, 0, false);
  }

  #complete(write: HandleWrite, status: number, wasLater: boolean): void {
    this.#isWriting = false;
    for (const part of write.parts) this.#pendingBytes -= part.length;
    if (status < 0) {
      this.#fail(status);
      return;
    }
    if (wasLater || write.isTold) write.onDone();
    if (wasLater) this.#goOn();
  }

  /** Begins what waits; after writes that are done at once, the next. */
  #goOn(): void {
    while (!this.#isWriting) {
      const next = this.#waiting?.shift();
      if (next === undefined) {
        const onIdle = this.#onIdle;
        this.#onIdle = undefined;
        onIdle?.();
        return;
      }
      this.#begin(next);
    }
  }

  #fail(errorNumber: number): void {
    this.#waiting = undefined;
    this.#onFailed(errorNumber);
    const onIdle = this.#onIdle;
    this.#onIdle = undefined;
    onIdle?.();
  }
}
