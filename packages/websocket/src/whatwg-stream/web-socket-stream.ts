/**
 * The WebSocketStream interface: what scripts see. It knows arguments and promises; `stream-session.ts` does the rest.
 */
import { defineInterface } from "../whatwg/define-interface.ts";
import { SocketRequest } from "../whatwg/socket-request.ts";
import { requireArguments, toDictionary, toSequence, toUsvString } from "../whatwg/web-idl.ts";
import { type SessionSink, StreamSession } from "./stream-session.ts";
import { toCloseInfo } from "./web-socket-error.ts";
import type {
  WebSocketOpenInfo,
  WebSocketStreamConstructor,
  WebSocketStream as WebSocketStreamInterface,
} from "./web-socket-stream-interface.ts";

interface CloseInfo {
  readonly closeCode: number;
  readonly reason: string;
}

const interfaceObject = class WebSocketStream {
  readonly #url: URL;
  readonly #opened: PromiseWithResolvers<WebSocketOpenInfo> = handledPromise();
  readonly #closed: PromiseWithResolvers<CloseInfo> = handledPromise();
  readonly #session: StreamSession | undefined;

  constructor(...args: unknown[]) {
    requireArguments(args.length, 1, "Failed to construct 'WebSocketStream'");
    const url = toUsvString(args[0]);
    const { protocols, signal } = toOptions(args[1]);
    const request = new SocketRequest(url, protocols);
    this.#url = request.url;
    if (signal?.aborted) {
      this.#opened.reject(signal.reason);
      this.#closed.reject(signal.reason);
      return;
    }
    const session = new StreamSession(request, this.#sink());
    this.#session = session;
    if (signal !== undefined) obey(signal, session, this.#opened.promise);
  }

  get url(): string {
    return this.#url.href;
  }

  get opened(): Promise<WebSocketOpenInfo> {
    // Web IDL: an attribute that is a promise rejects where others throw.
    return #opened in this ? this.#opened.promise : Promise.reject(illegalInvocation());
  }

  get closed(): Promise<CloseInfo> {
    return #closed in this ? this.#closed.promise : Promise.reject(illegalInvocation());
  }

  close(closeInfo: unknown = {}): void {
    const session = this.#session;
    const { code, reason } = toCloseInfo(closeInfo, "The argument of close");
    session?.close(code, reason);
  }

  #sink(): SessionSink {
    const opened = this.#opened;
    const closed = this.#closed;
    return {
      onOpened: opened.resolve,
      onNotOpened: opened.reject,
      onClosed: closed.resolve,
      onFailed: closed.reject,
    };
  }
};

defineInterface(interfaceObject, {
  name: "WebSocketStream",
  length: 1,
  attributes: ["url", "opened", "closed"],
  operations: { close: 0 },
});

/** A WebSocket whose messages are streams. */
export type WebSocketStream = WebSocketStreamInterface;

/** The WebSocketStream interface object. */
export const WebSocketStream: WebSocketStreamConstructor = interfaceObject as unknown as WebSocketStreamConstructor;

/** A promise whose rejection need not be handled: a script may look at one of the two only. */
function handledPromise<T>(): PromiseWithResolvers<T> {
  const resolvers = Promise.withResolvers<T>();
  resolvers.promise.catch(() => undefined);
  return resolvers;
}

function toOptions(value: unknown): { readonly protocols: string[]; readonly signal: AbortSignal | undefined } {
  const { protocols, signal } = toDictionary(value, "The options of WebSocketStream");
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw new TypeError("signal is not an AbortSignal.");
  return { protocols: protocols === undefined ? [] : toSequence(protocols, toUsvString, "protocols"), signal };
}

/** The signal counts until the handshake is done, one way or the other. */
function obey(signal: AbortSignal, session: StreamSession, opened: Promise<unknown>): void {
  const onAbort = (): void => session.abort(signal.reason);
  const forget = (): void => signal.removeEventListener("abort", onAbort);
  signal.addEventListener("abort", onAbort, { once: true });
  opened.then(forget, forget);
}

function illegalInvocation(): TypeError {
  return new TypeError("Illegal invocation");
}
