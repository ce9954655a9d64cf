/**
 * "Feedback from the protocol" (WHATWG WebSockets §4): each report of the connection becomes a task that changes the
 * state and fires an event. A task is an immediate of Node: they run in order, and microtasks run between them.
 */
import { setImmediate } from "node:timers";
import type { BufferedAmount } from "./buffered-amount.ts";
import { fireClose, fireEvent, fireMessage } from "./fire-event.ts";
import type { HeldFlushes } from "./held-flushes.ts";
import type { LinkEvents } from "./link.ts";
import { messageBuffer, messageText } from "./message-data.ts";
import { readyStates, type SocketState } from "./socket-state.ts";
import type { BinaryType } from "./web-socket-interface.ts";

const { CONNECTING, OPEN, CLOSING, CLOSED } = readyStates;

interface Message {
  readonly payload: Uint8Array;
  readonly isText: boolean;
}

/** What the tasks need of their socket. */
export interface Receiver {
  readonly target: EventTarget;
  readonly state: SocketState;
  readonly bufferedAmount: BufferedAmount;
  readonly flushes: HeldFlushes;
  /** Of the socket's URL, serialised. */
  readonly origin: string;
}

/** The tasks of one socket. */
export function queueSocketEvents(receiver: Receiver): LinkEvents {
  const { target, state, flushes } = receiver;
  let messages: Message[] = [];
  let delivered = 0;
  // One function for all messages: an immediate with arguments costs twice as much.
  const deliverNext = (): void => {
    const message = messages[delivered] as Message; // one for each immediate
    delivered += 1;
    if (delivered < messages.length) {
      flushes.hold();
      deliver(receiver, message);
      return;
    }
    messages = [];
    delivered = 0;
    deliver(receiver, message);
    flushes.release();
  };
  return {
    onEstablished: (protocol, extensions) => {
      setImmediate(() => {
        // Failed by `close` in the meantime.
        if (state.readyState !== CONNECTING) return;
        state.readyState = OPEN;
        state.extensions = extensions;
        state.protocol = protocol;
        fireEvent(target, "open");
      });
    },
    onMessage: (payload, isText) => {
      messages.push({ payload, isText });
      setImmediate(deliverNext);
    },
    onClosing: () => {
      setImmediate(() => {
        if (state.readyState === OPEN) state.readyState = CLOSING;
      });
    },
    onClosed: ({ hasFailed, wasClean, code, reason }) => {
      setImmediate(() => {
        state.readyState = CLOSED;
        if (hasFailed) fireEvent(target, "error");
      });
      // An immediate of its own, right behind: microtasks run between two events.
      setImmediate(() => fireClose(target, { wasClean, code, reason }));
    },
  };
}

function deliver({ target, state, bufferedAmount, origin }: Receiver, { payload, isText }: Message): void {
  // The write that an answer answers has left, even where the stream has not yet said so in a task of its own.
  bufferedAmount.turn();
  if (state.readyState !== OPEN) return;
  fireMessage(target, isText ? messageText(payload) : binaryData(payload, state.binaryType), origin);
}

function binaryData(payload: Uint8Array, type: BinaryType): Blob | ArrayBuffer {
  // A Blob copies; `BlobPart` knows no memory that may be shared, and a message's is not.
  return type === "blob" ? new Blob([payload as Uint8Array<ArrayBuffer>]) : messageBuffer(payload);
}
