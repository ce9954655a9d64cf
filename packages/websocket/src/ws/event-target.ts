/**
 * The browser's way to listen on a socket of the `ws` entry: `addEventListener`, `on…`, and the event objects they get.
 * It keeps no list of its own: what belongs to a listener is written on the function that is put on the emitter, so that
 * `off` and `removeAllListeners` stay true for both ways.
 */
import type { EventEmitter } from "node:events";
import type { CloseEventInit, ErrorEventInit, MessageEventInit } from "./event-types.ts";
import { makeEnumerable } from "./make-enumerable.ts";

/** On an adapter: the listener that it calls. */
const LISTENER: unique symbol = Symbol("listener");
/** On an adapter: whether it belongs to an `on…` property. */
const IS_HANDLER: unique symbol = Symbol("is handler");

/** What every event has. */
export class Event {
  readonly #type: string;
  readonly #target: unknown;

  /** @param target the socket; `null` for an event that is made by hand. */
  constructor(type: string, target: unknown = null) {
    this.#type = type;
    this.#target = target;
  }

  /** The socket. */
  get target(): unknown {
    return this.#target;
  }

  /** Name of the event. */
  get type(): string {
    return this.#type;
  }
}

/** The connection has closed. */
export class CloseEvent extends Event {
  readonly #init: CloseEventInit;

  constructor(type: string, init: CloseEventInit = {}, target: unknown = null) {
    super(type, target);
    this.#init = init;
  }

  /** Code of the peer's Close, 1005 without one in it, 1006 without a Close. Default 0. */
  get code(): number {
    return this.#init.code ?? 0;
  }

  /** Reason of the peer's Close. Default "". */
  get reason(): string {
    return this.#init.reason ?? "";
  }

  /** A Close went both ways. Default false. */
  get wasClean(): boolean {
    return this.#init.wasClean ?? false;
  }
}

/** Something failed. */
export class ErrorEvent extends Event {
  readonly #init: ErrorEventInit;

  constructor(type: string, init: ErrorEventInit = {}, target: unknown = null) {
    super(type, target);
    this.#init = init;
  }

  /** The error. Default null. */
  get error(): unknown {
    return this.#init.error ?? null;
  }

  /** Its message. Default "". */
  get message(): string {
    return this.#init.message ?? "";
  }
}

/** A message arrived. */
export class MessageEvent extends Event {
  readonly #init: MessageEventInit;

  constructor(type: string, init: MessageEventInit = {}, target: unknown = null) {
    super(type, target);
    this.#init = init;
  }

  /** A string for text, else what `binaryType` says. Default null. */
  get data(): unknown {
    return this.#init.data ?? null;
  }
}

makeEnumerable(Event, ["target", "type"]);
makeEnumerable(CloseEvent, ["code", "reason", "wasClean"]);
makeEnumerable(ErrorEvent, ["error", "message"]);
makeEnumerable(MessageEvent, ["data"]);

/** What events are listened to on. */
export interface ListenedSocket extends EventEmitter {
  /** Whether a Close went both ways, once closed. */
  readonly _wasClean?: boolean;
}

type Listener = ((event: Event) => void) | { handleEvent?: (event: Event) => void };
type Emitted = Parameters<Parameters<EventEmitter["on"]>[1]>;
type Adapter = ((...args: Emitted) => void) & { [LISTENER]?: unknown; [IS_HANDLER]?: boolean };

/** Makes the event object out of what the emitter emits. */
const makers: Readonly<Record<string, (socket: ListenedSocket, ...args: Emitted) => Event>> = {
  open: (socket) => new Event("open", socket),
  error: (socket, error: Error) => new ErrorEvent("error", { error, message: error.message }, socket),
  message: (socket, data: Buffer, isBinary: boolean) =>
    new MessageEvent("message", { data: isBinary ? data : data.toString() }, socket),
  close: (socket, code: number, reason: Buffer) =>
    new CloseEvent("close", { code, reason: reason.toString(), wasClean: socket._wasClean ?? false }, socket),
};

/** Adds `listener`; for a type without event object, and for one that is there already, nothing happens. */
export function addListener(
  socket: ListenedSocket,
  type: string,
  listener: unknown,
  { once = false, isHandler = false }: { readonly once?: boolean | undefined; readonly isHandler?: boolean },
): void {
  const make = Object.hasOwn(makers, type) ? makers[type] : undefined;
  if (make === undefined || (!isHandler && find(socket, type, listener) !== undefined)) return;
  const adapter: Adapter = (...args: Emitted): void => call(listener as Listener, socket, make(socket, ...args));
  adapter[LISTENER] = listener;
  adapter[IS_HANDLER] = isHandler;
  if (once) socket.once(type, adapter);
  else socket.on(type, adapter);
}

/** Removes what `addListener` added, handlers excepted. */
export function removeListener(socket: ListenedSocket, type: string, listener: unknown): void {
  const adapter = find(socket, type, listener);
  if (adapter !== undefined) socket.removeListener(type, adapter);
}

/** The `on…` handler of a type, or `null`. */
export function handlerOf(socket: ListenedSocket, type: string): unknown {
  return findHandler(socket, type)?.[LISTENER] ?? null;
}

/** Sets or, with anything that is no function, removes the `on…` handler of a type. */
export function setHandler(socket: ListenedSocket, type: string, handler: unknown): void {
  const old = findHandler(socket, type);
  if (old !== undefined) socket.removeListener(type, old);
  if (typeof handler === "function") addListener(socket, type, handler, { isHandler: true });
}

function adapters(socket: ListenedSocket, type: string): Adapter[] {
  return socket.listeners(type) as Adapter[];
}

function find(socket: ListenedSocket, type: string, listener: unknown): Adapter | undefined {
  return adapters(socket, type).find((each) => each[LISTENER] === listener && each[IS_HANDLER] === false);
}

function findHandler(socket: ListenedSocket, type: string): Adapter | undefined {
  return adapters(socket, type).find((each) => each[IS_HANDLER] === true);
}

function call(listener: Listener, socket: ListenedSocket, event: Event): void {
  if (typeof listener === "object" && listener.handleEvent !== undefined) listener.handleEvent(event);
  else (listener as (event: Event) => void).call(socket, event);
}
