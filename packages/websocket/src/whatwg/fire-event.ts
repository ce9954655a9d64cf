/**
 * Fires events at a target as a user agent does: made by it and dispatched by it, so `isTrusted` is true (DOM, "fire an
 * event"). It knows the event objects of a WebSocket; when one is due is its caller's business.
 */
import { CloseEvent } from "./close-event.ts";

const ofTrusted = {
  get isTrusted(): boolean {
    return true;
  },
};

/** DOM: `isTrusted` is an unforgeable property of each event. Node itself lets programs make untrusted events only. */
const trusted: PropertyDescriptor = {
  ...Object.getOwnPropertyDescriptor(ofTrusted, "isTrusted"),
  enumerable: true,
  configurable: false,
};

const { dispatchEvent } = EventTarget.prototype;

/** Fires an event without members of its own. */
export function fireEvent(target: EventTarget, type: string): void {
  dispatch(target, new Event(type));
}

/** Fires a `message` event. `origin` is the serialised origin of the socket's URL. */
export function fireMessage(target: EventTarget, data: string | Blob | ArrayBuffer, origin: string): void {
  dispatch(target, new MessageEvent("message", { data, origin }));
}

/** Fires a `close` event. */
export function fireClose(
  target: EventTarget,
  init: { readonly wasClean: boolean; readonly code: number; readonly reason: string },
): void {
  dispatch(target, new CloseEvent("close", init));
}

function dispatch(target: EventTarget, event: Event): void {
  Object.defineProperty(event, "isTrusted", trusted);
  // The method itself: what a program puts on the socket under that name is not for us to call.
  dispatchEvent.call(target, event);
}
