/**
 * The connection to the hub as rooms and charts need it. Types only: `centrifuge-line.ts` has it over the official client,
 * tests have one that is moved by hand.
 */

/** Whether there is a connection, and why. The codes are the client's (1–99) or those of a close (3000 and up). */
export interface ConnectionState {
  /** `disconnected` is for good: nothing is tried any more. */
  readonly type: "connecting" | "connected" | "disconnected";
  readonly code: number;
  readonly reason: string;
  /** There was a connection before: what is connecting now was lost. */
  readonly wasConnected: boolean;
  /** The person has cut the line, to see what happens. */
  readonly isCut: boolean;
}

/** Where a log stands. The epoch changes when the log begins anew. */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

/** Something that was published. What is not kept in the log has no offset. */
export interface Publication {
  readonly data: unknown;
  readonly offset: number | undefined;
}

/** How a channel was entered. */
export interface Entered {
  /** Where its log stands; `undefined` in a channel without one. */
  readonly position: Position | undefined;
  /** What was missed since the last time: nothing is known to be missing, all of it follows, or it cannot be had. */
  readonly missed: "first-time" | "recovered" | "unrecoverable";
}

/** Told by a channel. */
export interface ChannelListener {
  /** From now on publications come; what was missed comes first. Called again after each loss. */
  readonly entered?: (entered: Entered) => void;
  /** Nothing comes until it is entered again. */
  readonly lost?: () => void;
  readonly published?: (publication: Publication) => void;
  readonly came?: (user: string, info: unknown) => void;
  readonly left?: (user: string) => void;
}

/** One channel that is listened to. */
export interface Membership {
  /** The newest publications of the log, oldest first. Rejects with a `CallError`. */
  readonly history: (
    limit: number,
  ) => Promise<{ readonly publications: readonly Publication[]; readonly epoch: string }>;
  /** Ends it for good. */
  readonly leave: () => void;
}

/** Why a call failed. */
export class CallError extends Error {
  override readonly name: string = "CallError";
  /** It may go well at another time: there was no connection, no answer, or a server that was busy. */
  readonly isTemporary: boolean;

  constructor(message: string, { isTemporary }: { readonly isTemporary: boolean }) {
    super(message);
    this.isTemporary = isTemporary;
  }
}

/** A lasting connection that carries any number of channels and calls. */
export interface Line {
  readonly state: ConnectionState;
  /** This person's public id, once the server has told it. */
  readonly you: string | undefined;
  /** The server's clock, ms since the epoch; the page's own until the server has told its. */
  readonly now: () => number;
  /** Calls back at each change of the state. The returned function ends that. */
  readonly onState: (listener: () => void) => () => void;
  /** Listens to a channel, from now on and again after each loss. One channel is listened to once. */
  readonly enter: (channel: string, listener: ChannelListener) => Membership;
  /** Asks the server. Rejects with a `CallError`. */
  readonly call: (method: string, data: object) => Promise<unknown>;
  /** Tells the server, if it can be told now. */
  readonly send: (data: object) => void;
}
