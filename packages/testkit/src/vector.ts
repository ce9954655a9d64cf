/**
 * What a conformance vector is: bytes that a peer sends, and everything that must come of them.
 * It knows how an expectation is written down, not how it is checked (`vector-runner.ts`).
 */
import {
  type Close,
  type Connection,
  type ConnectionState,
  type Limits,
  type MessageTransform,
  type Role,
  type TransportAction,
  type ViolationId,
  violations,
} from "@longwire/wire";
import { formatHex } from "./hex.ts";

/** What must come of a vector. Whatever is not given must not happen. */
export interface Expectation {
  /** Lines of `RecordEvents`. */
  readonly events?: readonly string[];
  /** Bytes sent, in the notation of `parseHex`, without masks. */
  readonly sent?: readonly string[];
  /** Default `open`. */
  readonly state?: ConnectionState;
  /** Close code for the application. Must be given when the state is not `open`. */
  readonly code?: number;
  /** The violation that closes the connection. */
  readonly cause?: ViolationId;
  /** Who began to close, when the vector is about that. */
  readonly first?: "local" | "remote";
  /** Whether the close was clean, when the vector is about that. */
  readonly wasClean?: boolean;
  /** The Close frame received, when the vector is about that. */
  readonly received?: Close;
  /** What is to be done with TCP, when the vector is about that. */
  readonly transport?: TransportAction;
}

/** Bytes for one receiver, or for both roles. */
export interface Vector {
  /** Begins with the number of its edge in the project's list, where it has one: "edge 40: …". */
  readonly name: string;
  /** The clause that decides, for example "RFC 6455 §5.2". */
  readonly section: string;
  /** The receiver under test. */
  readonly role: Role | "both";
  /** What the peer sends, in the notation of `parseHex`. Without masks, unless `masks` says otherwise. */
  readonly bytes: readonly string[];
  /** `by-role`: the runner masks the frames for a server. `as-written`: the vector is about masks. Default `by-role`. */
  readonly masks?: "by-role" | "as-written";
  /** Limits that differ from the role's defaults. */
  readonly limits?: Partial<Limits>;
  /** Makes the agreed extension. Default none. */
  readonly transform?: () => MessageTransform;
  /** What our side does before the first byte. */
  readonly before?: (connection: Connection) => void;
  /** TCP ends after the bytes. Default false. */
  readonly eof?: boolean;
  /** The last byte of the vector, and none before it, makes the connection leave `open`. Default: not checked. */
  readonly isFailFast?: boolean;
  /** The most that may be allocated at once, in bytes, output included. Default: not checked. */
  readonly maxAllocationBytes?: number;
  readonly expect: Expectation;
}

/** Allocated for the Close frame that answers a fault: one block of output, and nothing for what the peer declared. */
export const closeBlockBytes = 512;

/** A Close frame without mask, as it is sent for a violation: code and text of the table. */
export function closeFrameFor(id: ViolationId): string {
  const { close, message } = violations[id];
  const length = 2 + message.length;
  return `88 ${formatHex(Uint8Array.of(length, close >> 8, close & 0xff))} "${message}"`;
}

/**
 * The expectation that a receiver fails the connection (RFC 6455 §7.1.7): Close sent, `closing` reported, TCP to be ended.
 * @param before what happens until then.
 */
export function failsWith(id: ViolationId, before: Pick<Expectation, "events" | "sent"> = {}): Expectation {
  return {
    events: [...(before.events ?? []), "closing"],
    sent: [...(before.sent ?? []), closeFrameFor(id)],
    state: "closing",
    code: violations[id].close,
    cause: id,
    first: "local",
    wasClean: false,
    transport: "finish",
  };
}
