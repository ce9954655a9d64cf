/**
 * The WebSocket interface of the WHATWG standard: what scripts see. It knows states and the checks of arguments; tasks and
 * events are in `queue-socket-events.ts`, connecting in `link.ts`, order and Blobs in `outgoing-queue.ts`.
 */
import { clientRuntime } from "../runtime/runtime.ts";
import { BufferedAmount } from "./buffered-amount.ts";
import { assertCloseArguments, closeCodeFor } from "./close-arguments.ts";
import { defineInterface } from "./define-interface.ts";
import { EventHandlers } from "./event-handlers.ts";
import { HeldFlushes } from "./held-flushes.ts";
import { Link } from "./link.ts";
import { messageBytes, toOutgoingMessage } from "./outgoing-message.ts";
import { OutgoingQueue } from "./outgoing-queue.ts";
import { queueSocketEvents } from "./queue-socket-events.ts";
import { SocketRequest } from "./socket-request.ts";
import { type ReadyState, readyStates, type SocketState } from "./socket-state.ts";
import { clampToUnsignedShort, requireArguments, toDomString, toStringOrSequence, toUsvString } from "./web-idl.ts";
import type {
  BinaryType,
  EventHandler,
  WebSocketConstructor,
  WebSocket as WebSocketInterface,
} from "./web-socket-interface.ts";

const { CONNECTING, OPEN, CLOSING } = readyStates;

const interfaceObject = class WebSocket extends EventTarget {
  readonly #url: URL;
  readonly #state: SocketState = { readyState: CONNECTING, protocol: "", extensions: "", binaryType: "blob" };
  readonly #handlers: EventHandlers = new EventHandlers(this);
  readonly #bufferedAmount = new BufferedAmount();
  readonly #link: Link;
  readonly #outgoing: OutgoingQueue;

  constructor(...args: unknown[]) {
    super();
    const [source, protocols] = args;
    const request = source instanceof SocketRequest ? source : requestFrom(args.length, source, protocols);
    this.#url = request.url;
    const flushes = new HeldFlushes(clientRuntime.flushes);
    const receiver = { target: this, state: this.#state, bufferedAmount: this.#bufferedAmount, flushes };
    const events = queueSocketEvents({ ...receiver, origin: request.url.origin });
    this.#link = new Link(request, events, flushes);
    this.#outgoing = new OutgoingQueue(this.#link, this.#bufferedAmount);
  }

  get url(): string {
    return this.#url.href;
  }

  get readyState(): ReadyState {
    return this.#state.readyState;
  }

  get bufferedAmount(): number {
    return this.#bufferedAmount.value;
  }

  get onopen(): EventHandler {
    return this.#handlers.get("open") as EventHandler;
  }

  set onopen(handler: unknown) {
    this.#handlers.set("open", handler);
  }

  get onerror(): EventHandler {
    return this.#handlers.get("error") as EventHandler;
  }

  set onerror(handler: unknown) {
    this.#handlers.set("error", handler);
  }

  get onclose(): EventHandler {
    return this.#handlers.get("close") as EventHandler;
  }

  set onclose(handler: unknown) {
    this.#handlers.set("close", handler);
  }

  get extensions(): string {
    return this.#state.extensions;
  }

  get protocol(): string {
    return this.#state.protocol;
  }

  close(...args: unknown[]): void {
    const state = this.#state;
    const code = args[0] === undefined ? undefined : clampToUnsignedShort(args[0]);
    const reason = args[1] === undefined ? undefined : toUsvString(args[1]);
    assertCloseArguments(code, reason);
    if (state.readyState === CONNECTING) {
      state.readyState = CLOSING;
      this.#link.fail();
    } else if (state.readyState === OPEN) {
      state.readyState = CLOSING;
      this.#outgoing.close(closeCodeFor(code, reason ?? ""), reason ?? "");
    }
  }

  get onmessage(): EventHandler {
    return this.#handlers.get("message") as EventHandler;
  }

  set onmessage(handler: unknown) {
    this.#handlers.set("message", handler);
  }

  get binaryType(): BinaryType {
    return this.#state.binaryType;
  }

  set binaryType(value: unknown) {
    const state = this.#state;
    const type = toDomString(value);
    // Web IDL: a value that is not of the enumeration is ignored.
    if (type === "blob" || type === "arraybuffer") state.binaryType = type;
  }

  send(...args: unknown[]): void {
    const outgoing = this.#outgoing;
    requireArguments(args.length, 1, "Failed to execute 'send' on 'WebSocket'");
    const message = toOutgoingMessage(args[0]);
    if (this.#state.readyState === CONNECTING) {
      throw new DOMException("The socket is still connecting: wait for its open event.", "InvalidStateError");
    }
    if (this.#state.readyState === OPEN) outgoing.send(message);
    else this.#bufferedAmount.add(messageBytes(message));
  }
};

defineInterface(interfaceObject, {
  name: "WebSocket",
  length: 1,
  attributes: [
    ...["url", "readyState", "bufferedAmount", "extensions", "protocol", "binaryType"],
    ...["onopen", "onerror", "onclose", "onmessage"],
  ],
  operations: { close: 0, send: 1 },
  constants: readyStates,
});

function requestFrom(given: number, url: unknown, protocols: unknown): SocketRequest {
  requireArguments(given, 1, "Failed to construct 'WebSocket'");
  return new SocketRequest(toUsvString(url), toStringOrSequence(protocols, "protocols"));
}

/** A WebSocket of the WHATWG standard. */
export type WebSocket = WebSocketInterface;

/** The WebSocket interface object. Its type is structural, that of lib.dom, so that both can stand for each other. */
export const WebSocket: WebSocketConstructor = interfaceObject as unknown as WebSocketConstructor;
