/**
 * The extension port (RFC 6455 §9): how an extension is negotiated, and what it may do to messages afterwards.
 * It knows no extension by name; permessage-deflate (RFC 7692) fills it.
 */
import type { ViolationId } from "./violation.ts";

/** One parameter of an extension; `value` is `undefined` for a bare parameter name. */
export interface ExtensionParameter {
  readonly name: string;
  readonly value: string | undefined;
}

/** One element of a Sec-WebSocket-Extensions header, in the order in which it was written. */
export interface ExtensionElement {
  readonly name: string;
  readonly parameters: readonly ExtensionParameter[];
}

/** Which part of a message `encode` is given, and what the caller asks for. */
export interface MessagePart {
  /** The message begins with it. */
  readonly isFirst: boolean;
  /** The message ends with it (FIN). */
  readonly isLast: boolean;
  /** False: the caller wants the message sent as it is. Looked at for the first part. */
  readonly compress: boolean;
}

/** Encodes whole messages the same way for many connections: what it makes may be sent to all of them. */
export interface SharedEncoder {
  /** A whole message's payload on the wire (RSV1 set), lent until the next call; `undefined` to send it as it is. */
  encode(payload: Uint8Array): Uint8Array | undefined;
}

/** What an agreed extension does to messages. One instance belongs to one connection. */
export interface MessageTransform {
  /** The extension's registered name. */
  readonly name: string;
  /** Given where whole messages are encoded without regard to what was sent before. */
  readonly sharedEncoder?: SharedEncoder | undefined;
  /**
   * Turns the payload of a received message with RSV1 set into what the application sees.
   * Must call `done` exactly once, at once or later; messages are delivered in order either way.
   * The result must not be longer than `limitBytes`: then `done("message-too-big")`.
   */
  decode(payload: Uint8Array, limitBytes: number, done: (result: Uint8Array | ViolationId) => void): void;
  /** What is being decoded is not wanted any more, and nothing further will be decoded; `done` need not be called. */
  dropDecodes?(): void;
  /**
   * Turns a part of a message to be sent into its payload on the wire. Called in the order of sending. `payload` is
   * borrowed for the call; the result is lent until the next call.
   * @param done called once, after the call, where the result is `"later"`; `encoded` has memory of its own then.
   * @returns `undefined` to send it as it is: the whole message when it is the first part (RSV1 clear), else this part.
   */
  encode(payload: Uint8Array, part: MessagePart, done: (encoded: Uint8Array) => void): Uint8Array | undefined | "later";
  /** Releases what it holds; called once, when the connection is closed. What is being encoded may still be sent. */
  dispose(): void;
}

/** A server's side of one extension. */
export interface ServerExtension {
  readonly name: string;
  /**
   * Looks at one offer (called for each offer of this name, in the client's order of preference, until one is taken).
   * `undefined` declines the offer, and the handshake goes on without it (RFC 7692 §5).
   */
  accept(
    offer: ExtensionElement,
  ): { readonly parameters: readonly ExtensionParameter[]; readonly create: () => MessageTransform } | undefined;
}

/** A client's side of one extension. */
export interface ClientExtension {
  readonly name: string;
  /** The offers to send, in order of preference. */
  offers(): readonly ExtensionElement[];
  /** Looks at the server's answer. `undefined`: the answer is invalid and the connection attempt must fail. */
  confirm(answer: ExtensionElement): (() => MessageTransform) | undefined;
}
