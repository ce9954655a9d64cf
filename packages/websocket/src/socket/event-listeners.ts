/**
 * The browser's way to listen (`addEventListener`, `onmessage` …) on top of Node's `on`. It knows the four events of the
 * WHATWG WebSocket and the shape of their objects. The strict class, with real Event objects, is another entry.
 */
import type { EventEmitter } from "node:events";
import type { WebSocketEvents } from "./web-socket-events.ts";

/** The parts of an event object that programs use. `target` is the socket. */
export interface SocketEvent<Type extends string, Target> {
  readonly type: Type;
  readonly target: Target;
}

/** A message: `data` is a string for text, else what `binaryType` says. */
export interface SocketMessageEvent<Target> extends SocketEvent<"message", Target> {
  readonly data: string | Buffer | ArrayBuffer;
}

/** A closed connection, as in browsers. */
export interface SocketCloseEvent<Target> extends SocketEvent<"close", Target> {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** An error, with what is known of it. */
export interface SocketErrorEvent<Target> extends SocketEvent<"error", Target> {
  readonly error: Error;
  readonly message: string;
}

/** Event objects by type. */
export interface SocketEventMap<Target> {
  open: SocketEvent<"open", Target>;
  message: SocketMessageEvent<Target>;
  close: SocketCloseEvent<Target>;
  error: SocketErrorEvent<Target>;
}

/** The types of `SocketEventMap`. */
export type SocketEventType = keyof SocketEventMap<unknown>;

/** A listener: a function, or an object with `handleEvent`. */
export type SocketListener<Event> = ((event: Event) => void) | { handleEvent(event: Event): void };

type Emitted = (...args: unknown[]) => void;

interface Registration {
  readonly type: SocketEventType;
  readonly listener: unknown;
  readonly emitted: Emitted;
}

/** The listeners of one socket that were added in the browser's way, and its `on…` handlers. */
export class EventListeners<Target extends EventEmitter> {
  readonly #target: Target;
  #registrations: Registration[] = [];
  /** The `on…` handlers, and how to take them off: the same function may be a listener too, and is called twice then. */
  readonly #handlers = new Map<SocketEventType, { handler: (event: never) => void; remove: () => void }>();

  constructor(target: Target) {
    this.#target = target;
  }

  /** Adds a listener; adding the same one for the same type again does nothing. */
  add<Type extends SocketEventType>(
    type: Type,
    listener: SocketListener<SocketEventMap<Target>[Type]>,
    once: boolean,
  ): void {
    if (this.#registrations.some((known) => known.type === type && known.listener === listener)) return;
    const emitted = this.#adapter(type, (event) => {
      if (once) this.remove(type, listener);
      if (typeof listener === "function") listener.call(this.#target, event);
      else listener.handleEvent(event);
    });
    this.#registrations.push({ type, listener, emitted });
    this.#target.on(type, emitted);
  }

  /** Removes a listener; an unknown one is ignored. */
  remove<Type extends SocketEventType>(type: Type, listener: SocketListener<SocketEventMap<Target>[Type]>): void {
    const found = this.#registrations.find((known) => known.type === type && known.listener === listener);
    if (found === undefined) return;
    this.#registrations = this.#registrations.filter((known) => known !== found);
    this.#target.off(type, found.emitted);
  }

  /** The `on…` handler of a type, or `null`. */
  handler<Type extends SocketEventType>(type: Type): ((event: SocketEventMap<Target>[Type]) => void) | null {
    // Stored by `setHandler` under the same type.
    return (this.#handlers.get(type)?.handler as ((event: SocketEventMap<Target>[Type]) => void) | undefined) ?? null;
  }

  /** Sets or, with `null`, removes the `on…` handler of a type. */
  setHandler<Type extends SocketEventType>(
    type: Type,
    handler: ((event: SocketEventMap<Target>[Type]) => void) | null,
  ): void {
    this.#handlers.get(type)?.remove();
    this.#handlers.delete(type);
    if (typeof handler !== "function") return;
    const listener = (event: SocketEventMap<Target>[Type]): void => handler.call(this.#target, event);
    this.#handlers.set(type, { handler, remove: () => this.remove(type, listener) });
    this.add(type, listener, false);
  }

  /** The function to be put on the emitter: it makes the event object out of what is emitted. */
  #adapter<Type extends SocketEventType>(type: Type, call: (event: SocketEventMap<Target>[Type]) => void): Emitted {
    const target = this.#target;
    const makers: { [Key in SocketEventType]: (...args: WebSocketEvents[Key]) => SocketEventMap<Target>[Key] } = {
      open: () => ({ type: "open", target }),
      message: (data) => ({ type: "message", target, data }),
      close: (code, reason, { wasClean }) => ({ type: "close", target, code, reason, wasClean }),
      error: (error) => ({ type: "error", target, error, message: error.message }),
    };
    const make = makers[type];
    // The emitter calls a listener with the arguments that `WebSocketEvents` gives to its event.
    return (...args) => call(make(...(args as WebSocketEvents[Type])));
  }
}
