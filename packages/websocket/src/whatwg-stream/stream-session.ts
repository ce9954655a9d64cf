/**
 * The life of one WebSocketStream: the link, its two streams and its two promises. Backpressure goes both ways: reading
 * pauses while a message waits to be read, and a write ends when the network has taken it.
 */

import type { WritableStreamDefaultController } from "node:stream/web";
import { ReadableStream, type ReadableStreamDefaultController, WritableStream } from "node:stream/web";
import { assertCloseArguments, closeCodeFor } from "../whatwg/close-arguments.ts";
import { Link, type LinkEnd, type LinkEvents } from "../whatwg/link.ts";
import { messageBuffer, messageText } from "../whatwg/message-data.ts";
import type { SocketRequest } from "../whatwg/socket-request.ts";
import { type ReadyState, readyStates } from "../whatwg/socket-state.ts";
import { PendingWrites } from "./pending-writes.ts";
import { endingError, WebSocketError } from "./web-socket-error.ts";
import type { StreamMessage, WebSocketOpenInfo } from "./web-socket-stream-interface.ts";

const { CONNECTING, OPEN, CLOSING, CLOSED } = readyStates;

/** How the handshake and the connection ended, for the promises of the object. */
export interface SessionSink {
  onOpened(info: WebSocketOpenInfo): void;
  onNotOpened(reason: unknown): void;
  onClosed(info: { readonly closeCode: number; readonly reason: string }): void;
  onFailed(reason: unknown): void;
}

/** One connection with its streams. */
export class StreamSession implements LinkEvents {
  readonly #link: Link;
  readonly #sink: SessionSink;
  #readyState: ReadyState = CONNECTING;
  /** Set while chunks may be put in. */
  #readable: ReadableStreamDefaultController<StreamMessage> | undefined;
  #writable: WritableStreamDefaultController | undefined;
  readonly #writes: PendingWrites;

  constructor(request: SocketRequest, sink: SessionSink) {
    this.#sink = sink;
    this.#link = new Link(request, this);
    this.#writes = new PendingWrites(this.#link);
  }

  /** "Close the WebSocket". @throws DOMException for a code or reason that a script may not close with. */
  close(code: number | undefined, reason: string): void {
    const codeToSend = closeCodeFor(code, reason);
    assertCloseArguments(codeToSend, reason);
    if (this.#readyState === CONNECTING) {
      this.#readyState = CLOSING;
      this.#link.fail();
    } else if (this.#readyState === OPEN) {
      this.#readyState = CLOSING;
      this.#link.close(codeToSend, reason);
      // Nothing that arrives is delivered any more, so nothing may keep the server's Close from being read.
      this.#link.resume();
    }
  }

  /** Gives up the handshake; does nothing once it is done. */
  abort(reason: unknown): void {
    if (this.#readyState !== CONNECTING) return;
    this.#readyState = CLOSED;
    this.#link.fail();
    this.#sink.onNotOpened(reason);
    this.#sink.onFailed(reason);
  }

  onEstablished(protocol: string, extensions: string): void {
    this.#readyState = OPEN;
    // Until the readable stream asks for a message.
    this.#link.pause();
    const readable = new ReadableStream<StreamMessage>({
      start: (controller) => {
        this.#readable = controller;
      },
      pull: () => this.#link.resume(),
      cancel: (reason) => {
        this.#readable = undefined;
        this.#closeFor(reason);
      },
    });
    const writable = new WritableStream<StreamMessage | ArrayBuffer | ArrayBufferView>({
      start: (controller) => {
        this.#writable = controller;
      },
      write: (chunk) => this.#writes.write(chunk),
      close: () => {
        this.close(undefined, "");
        return this.#writes.ended;
      },
      abort: (reason) => this.#closeFor(reason),
    });
    this.#sink.onOpened({ readable, writable, extensions, protocol });
  }

  onMessage(payload: Uint8Array, isText: boolean): void {
    if (this.#readyState !== OPEN || this.#readable === undefined) return;
    this.#readable.enqueue(isText ? messageText(payload) : new Uint8Array(messageBuffer(payload)));
    if ((this.#readable.desiredSize ?? 0) <= 0) this.#link.pause();
  }

  onClosing(): void {
    if (this.#readyState === OPEN) this.#readyState = CLOSING;
    this.#writes.abandon();
  }

  onClosed({ wasClean, code, reason }: LinkEnd): void {
    const wasAborted = this.#readyState === CLOSED;
    this.#readyState = CLOSED;
    if (wasAborted) return;
    if (wasClean && !this.#writes.isAnyLost) this.#endCleanly(code, reason);
    else this.#endWith(endingError("The WebSocket connection was not closed cleanly.", code, reason));
  }

  #endCleanly(closeCode: number, reason: string): void {
    const error = new DOMException("The WebSocketStream is closed: nothing can be written to it.", "InvalidStateError");
    this.#readable?.close();
    this.#writes.end(error);
    this.#writable?.error(error);
    this.#sink.onClosed({ closeCode, reason });
  }

  #endWith(error: WebSocketError): void {
    this.#sink.onNotOpened(error);
    this.#readable?.error(error);
    this.#writes.fail(error);
    this.#writable?.error(error);
    this.#sink.onFailed(error);
  }

  /** Closes as the reason of an abort or a cancellation says, if it is an error of ours. */
  #closeFor(reason: unknown): void {
    if (!(reason instanceof WebSocketError)) {
      this.close(undefined, "");
      return;
    }
    try {
      this.close(reason.closeCode ?? undefined, reason.reason);
    } catch {
      // Such as the code of another connection's end, which may not be sent.
      this.close(undefined, "");
    }
  }
}
