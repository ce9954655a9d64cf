/**
 * The lines of a history: what one process of a test saw, and when. Each line is a JSON object. It knows the form of a line
 * and nothing of what a history should say; the form is described in docs/reference/histories.md.
 */

/** What a channel was declared to keep. */
export interface ChannelRecord {
  readonly type: "channel";
  readonly channel: string;
  /** What an acknowledged publication survives: `memory` nothing, `commit` the death of the process, `fsync` of the machine. */
  readonly durability: "memory" | "commit" | "fsync";
  /** Entries that its log keeps. */
  readonly maxEntries: number;
  /** Entries that one recovery may bring. */
  readonly maxRecovered: number;
}

/** Something was done to the server or to the network. `kill`, `restart` and `power` end a server. */
export interface FaultRecord {
  readonly type: "fault";
  readonly t: number;
  readonly fault: string;
}

/** A publication is sent for the first time. Ids are unique in a history. */
export interface PublishRecord {
  readonly type: "publish";
  readonly t: number;
  readonly id: string;
  readonly channel: string;
  readonly publisher: string;
}

/** The server has answered that it was published. */
export interface AckRecord {
  readonly type: "ack";
  readonly t: number;
  readonly id: string;
  /** Where, when the answer says so. */
  readonly epoch?: string;
  readonly offset?: number;
}

/** The server has answered that it was not published. */
export interface RefusedRecord {
  readonly type: "refused";
  readonly t: number;
  readonly id: string;
}

/** A client was told that it is subscribed, from a position on. */
export interface SubscribedRecord {
  readonly type: "subscribed";
  readonly t: number;
  readonly client: string;
  readonly channel: string;
  readonly epoch: string;
  readonly offset: number;
  /** It had asked to go on from where it was. */
  readonly wasRecovering: boolean;
  /** It was told that it missed nothing. */
  readonly recovered: boolean;
}

/** A client's application was handed a publication. */
export interface DeliveredRecord {
  readonly type: "delivered";
  readonly t: number;
  readonly client: string;
  readonly channel: string;
  readonly offset: number;
  readonly id: string;
}

/** An entry of the log as it was read at the end, after all faults. */
export interface EntryRecord {
  readonly type: "entry";
  readonly channel: string;
  readonly epoch: string;
  readonly offset: number;
  readonly id: string;
}

/** Where the log ended then. */
export interface TopRecord {
  readonly type: "top";
  readonly channel: string;
  readonly epoch: string;
  readonly offset: number;
}

/** One line. */
export type HistoryRecord =
  | ChannelRecord
  | FaultRecord
  | PublishRecord
  | AckRecord
  | RefusedRecord
  | SubscribedRecord
  | DeliveredRecord
  | EntryRecord
  | TopRecord;

type Kind = "string" | "number" | "boolean" | "durability" | "string?" | "number?";

const shapes: Readonly<Record<HistoryRecord["type"], Readonly<Record<string, Kind>>>> = {
  channel: { channel: "string", durability: "durability", maxEntries: "number", maxRecovered: "number" },
  fault: { t: "number", fault: "string" },
  publish: { t: "number", id: "string", channel: "string", publisher: "string" },
  ack: { t: "number", id: "string", epoch: "string?", offset: "number?" },
  refused: { t: "number", id: "string" },
  subscribed: {
    ...{ t: "number", client: "string", channel: "string", epoch: "string", offset: "number" },
    ...{ wasRecovering: "boolean", recovered: "boolean" },
  },
  delivered: { t: "number", client: "string", channel: "string", offset: "number", id: "string" },
  entry: { channel: "string", epoch: "string", offset: "number", id: "string" },
  top: { channel: "string", epoch: "string", offset: "number" },
};

function isOf(kind: Kind, value: unknown): boolean {
  if (kind === "durability") return value === "memory" || value === "commit" || value === "fsync";
  if (kind.endsWith("?")) return value === undefined || typeof value === kind.slice(0, -1);
  return typeof value === kind;
}

/** Reads a line. @throws Error that says what is wrong with it. */
export function parseHistoryRecord(line: string): HistoryRecord {
  const value: unknown = JSON.parse(line);
  if (typeof value !== "object" || value === null) throw new Error("it is no object");
  const record = value as Readonly<Record<string, unknown>>;
  const type = String(record.type);
  const shape = Object.hasOwn(shapes, type) ? shapes[type as HistoryRecord["type"]] : undefined;
  if (shape === undefined) throw new Error(`"${type}" is no type of a record`);
  for (const [name, kind] of Object.entries(shape)) {
    if (!isOf(kind, record[name])) throw new Error(`${name} of "${type}" is not a ${kind.replace("?", "")}`);
  }
  // Every member was looked at.
  return value as HistoryRecord;
}
