/**
 * The listening half of a socket of the `ws` entry: an emitter that can be listened to in the browser's way too.
 * It knows nothing of connections.
 */
import { EventEmitter } from "node:events";
import type { EventListenerOptions, Handler, Listener, WebSocketEventMap, WebSocketEvents } from "./event-map.ts";
import { addListener, handlerOf, removeListener, setHandler } from "./event-target.ts";

/** Base of the WebSocket class, which is its `Target`. */
export class EventTargetSocket<Target> extends EventEmitter<WebSocketEvents> {
  /** Handler of `open`, or `null`. */
  get onopen(): Handler<"open", Target> {
    return handlerOf(this, "open") as Handler<"open", Target>;
  }

  set onopen(handler: Handler<"open", Target>) {
    setHandler(this, "open", handler);
  }

  /** Handler of `error`, or `null`. */
  get onerror(): Handler<"error", Target> {
    return handlerOf(this, "error") as Handler<"error", Target>;
  }

  set onerror(handler: Handler<"error", Target>) {
    setHandler(this, "error", handler);
  }

  /** Handler of `close`, or `null`. */
  get onclose(): Handler<"close", Target> {
    return handlerOf(this, "close") as Handler<"close", Target>;
  }

  set onclose(handler: Handler<"close", Target>) {
    setHandler(this, "close", handler);
  }

  /** Handler of `message`, or `null`. */
  get onmessage(): Handler<"message", Target> {
    return handlerOf(this, "message") as Handler<"message", Target>;
  }

  set onmessage(handler: Handler<"message", Target>) {
    setHandler(this, "message", handler);
  }

  /** Adds a listener in the browser's way; types other than the four of browsers do nothing. */
  addEventListener<Type extends keyof WebSocketEventMap>(
    type: Type,
    listener: Listener<Type, Target>,
    options: EventListenerOptions = {},
  ): void {
    addListener(this, type, listener, { once: options.once });
  }

  /** Removes what `addEventListener` added. */
  removeEventListener<Type extends keyof WebSocketEventMap>(type: Type, listener: Listener<Type, Target>): void {
    removeListener(this, type, listener);
  }
}
