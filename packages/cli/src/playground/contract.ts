/**
 * What the playground's pages and the server behind them say to each other over the hub: channels, calls, shapes and
 * bounds. It holds no behaviour but the one spelling of a room, and runs in browsers too.
 */

/** Path of the hub's endpoint on the page's own origin. */
export const endpointPath = "/connection/websocket";

/** Query that asks the server to play a reader that takes one frame every `slowReaderIntervalMs`: for demonstration. */
export const slowReaderQuery = "reader=slow";

/** Between two frames that a slow reader takes, ms. */
export const slowReaderIntervalMs = 500;

/** Bounds of the chat. Lengths in UTF-16 code units, after trimming. */
export const chatBounds: {
  readonly nameLength: number;
  readonly roomLength: number;
  readonly textLength: number;
  readonly idLength: number;
  readonly historyMessages: number;
} = Object.freeze({ nameLength: 32, roomLength: 40, textLength: 2000, idLength: 64, historyMessages: 100 });

/** What a page says of its person when it connects. The public id is made from `key`, which stays secret. */
export interface ConnectData {
  readonly playground: { readonly key: string; readonly name: string };
}

/** What a page is told when it has connected. */
export interface ConnectedData {
  /** The public id of the page's person. */
  readonly you: string;
  /** The server's clock, ms since the epoch. */
  readonly now: number;
}

/** One person in a room, however many tabs are open. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** One message as everybody sees it. `at` is when it was written, in ms since the epoch of the server's clock. */
export interface ChatMessage {
  readonly id: string;
  readonly person: string;
  readonly name: string;
  readonly text: string;
  readonly at: number;
}

/** Call `say`. The same `id` again is answered alike and said once. */
export interface SayCall extends Omit<ChatMessage, "person"> {
  readonly room: string;
}

/** Answer to `say`: where the message stands in the room's log. */
export interface Said {
  readonly epoch: string;
  readonly offset: number;
}

/** What a page sends and is not answered: of one's typing, and of another name, which holds for all tabs. */
export type ChatNote =
  | { readonly type: "typing"; readonly room: string; readonly typing: boolean }
  | { readonly type: "rename"; readonly room: string; readonly name: string };

/** What is published in a room. Only messages are kept; the others have no offset. */
export type ChatEvent =
  | { readonly type: "message"; readonly message: ChatMessage }
  | { readonly type: "typing"; readonly person: string; readonly typing: boolean }
  | { readonly type: "renamed"; readonly person: Person };

/** Channel of a room. */
export function chatChannel(room: string): string {
  return `chat:${room}`;
}

/** The room of those who name none. */
export const defaultRoom = "lobby";

const ALLOWED = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]*$/u;

/**
 * The one spelling of a room, in links and in channels: NFC, lower case, spaces as hyphens. `undefined` when the text names
 * no room: letters and digits of any script, hyphen and underscore, at most 40 code units.
 */
export function roomName(text: string): string | undefined {
  if (text.length > chatBounds.roomLength * 2) return undefined;
  const name = text.normalize("NFC").trim().toLowerCase().replaceAll(" ", "-");
  return name.length <= chatBounds.roomLength && ALLOWED.test(name) ? name : undefined;
}

/** Channel of the server's measurements, one `Sample` each. */
export const metricsChannel = "live:server";

/** Milliseconds between two samples: ten a second. */
export const sampleIntervalMs = 100;

/** Samples that the log keeps: the last 60 s. */
export const historySamples = 600;

/** One reading of the server process and its machine. */
export interface Sample {
  /** The server's clock, ms since the epoch. */
  readonly at: number;
  /** CPU of the server process over the last second, percent of one core. */
  readonly processCpu: number;
  /** CPU of the whole machine over the last second, percent of all cores. */
  readonly systemCpu: number;
  /** Resident memory of the server process, bytes. */
  readonly rssBytes: number;
  /** JavaScript heap in use, bytes. */
  readonly heapBytes: number;
  /** Event-loop delay since the last sample, median, ms. */
  readonly loopP50Ms: number;
  /** Event-loop delay since the last sample, 99th percentile, ms. */
  readonly loopP99Ms: number;
  /** Open WebSocket connections. */
  readonly connections: number;
  /** WebSocket messages received in the last second. */
  readonly messagesIn: number;
  /** WebSocket messages sent in the last second. */
  readonly messagesOut: number;
}

/** The measured quantities, that is all of a sample but its time. */
export type Metric = Exclude<keyof Sample, "at">;

/** Every metric once, in the order in which it is shown. */
export const metrics: readonly Metric[] = Object.freeze([
  "processCpu",
  "systemCpu",
  "rssBytes",
  "heapBytes",
  "loopP50Ms",
  "loopP99Ms",
  "connections",
  "messagesIn",
  "messagesOut",
]);
