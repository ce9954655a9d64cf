/**
 * An emitter that can also be listened to in the browser's way: `addEventListener` and the four `on…` handlers.
 * It knows nothing of connections; `event-listeners.ts` makes the event objects.
 */
import { EventEmitter } from "node:events";
import { EventListeners, type SocketEventMap, type SocketEventType, type SocketListener } from "./event-listeners.ts";
import type { WebSocketEvents } from "./web-socket-events.ts";

/** A handler as in `socket.onmessage = handler`. */
export type SocketHandler<Target, Type extends SocketEventType> =
  | ((event: SocketEventMap<Target>[Type]) => void)
  | null;

/** An object without listeners, and without what every object inherits: events may have any name. */
const noListeners: object = Object.freeze(Object.create(null));

/** Base of the WebSocket class. */
export class EventTargetEmitter extends EventEmitter<WebSocketEvents> {
  /** Made when it is first needed: most sockets are listened to with `on`. */
  #listenersOrNone: EventListeners<this> | undefined;

  constructor() {
    super();
    useSmallTable(this);
  }

  /** Adds a listener in the browser's way. */
  addEventListener<Type extends SocketEventType>(
    type: Type,
    listener: SocketListener<SocketEventMap<this>[Type]>,
    options: { readonly once?: boolean } = {},
  ): void {
    this.#listeners().add(type, listener, options.once ?? false);
  }

  /** Removes what `addEventListener` added. */
  removeEventListener<Type extends SocketEventType>(
    type: Type,
    listener: SocketListener<SocketEventMap<this>[Type]>,
  ): void {
    this.#listeners().remove(type, listener);
  }

  /** Handler of `open`, or `null`. */
  get onopen(): SocketHandler<this, "open"> {
    return this.#listeners().handler("open");
  }

  set onopen(handler: SocketHandler<this, "open">) {
    this.#listeners().setHandler("open", handler);
  }

  /** Handler of `message`, or `null`. */
  get onmessage(): SocketHandler<this, "message"> {
    return this.#listeners().handler("message");
  }

  set onmessage(handler: SocketHandler<this, "message">) {
    this.#listeners().setHandler("message", handler);
  }

  /** Handler of `close`, or `null`. */
  get onclose(): SocketHandler<this, "close"> {
    return this.#listeners().handler("close");
  }

  set onclose(handler: SocketHandler<this, "close">) {
    this.#listeners().setHandler("close", handler);
  }

  /** Handler of `error`, or `null`. */
  get onerror(): SocketHandler<this, "error"> {
    return this.#listeners().handler("error");
  }

  set onerror(handler: SocketHandler<this, "error">) {
    this.#listeners().setHandler("error", handler);
  }

  #listeners(): EventListeners<this> {
    this.#listenersOrNone ??= new EventListeners(this);
    return this.#listenersOrNone;
  }
}

/** Node keeps listeners in a hash table of 160 bytes, made for many events; a socket has two or three (bench: idle). */
function useSmallTable(emitter: { _events?: unknown } & object): void {
  if (typeof emitter._events === "object") emitter._events = Object.create(noListeners);
}
