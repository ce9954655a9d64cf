/**
 * Who is measured: how each one's server and client are started. What they do is in `../peers` and `../clients`.
 */
import { join } from "node:path";
import type { Program } from "./pinned-process.ts";
import { addonNode, BENCH, bun, NODE } from "./places.ts";

/** Longwire and its peers, in the order of the table. */
export const mainPeers = ["longwire", "uws", "ws", "bun"] as const;
/** Who takes part in the rows about the hub, besides the hub: another library, and Longwire without what is asked about. */
export const hubPeers = ["socket-io", "socket-io-recovery", "broadcast", "undisturbed"] as const;
/** Everyone: also Longwire's other entries, and Node's own client, which some rows compare. */
export const peerIds = [...mainPeers, "drop-in", "whatwg", "node", ...hubPeers] as const;

/** A contender. */
export type PeerId = (typeof peerIds)[number];

/** Names for people. */
export const peerNames: Readonly<Record<PeerId, string>> = {
  longwire: "Longwire",
  uws: "uWebSockets.js addon",
  ws: "ws",
  bun: "Bun",
  "drop-in": "`@longwire/ws`",
  whatwg: "`@longwire/websocket/whatwg`",
  node: "Node's own `WebSocket`",
  "socket-io": "Socket.IO",
  "socket-io-recovery": "Socket.IO with connection state recovery",
  broadcast: "Longwire's bare `broadcast`",
  undisturbed: "Longwire without the slow reader",
};

/** What a server does with a message. */
export type ServerMode = "echo" | "fanout";

/** Paths of PEM files. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

const NODE_OPTIONS = ["--expose-gc"];
const SOURCES = "--conditions=@longwire/source";
/** Runs the program of `ws` with Longwire's entry in its place. */
const IN_PLACE_OF_WS = ["--import", join(BENCH, "peers/drop-in.js")];
/** As `npm install ws` leaves it: without the native add-ons that happen to be in the addon's tree. */
const WITHOUT_ADDONS = { WS_NO_BUFFER_UTIL: "1", WS_NO_UTF_8_VALIDATE: "1" };

function runtime(peer: PeerId): { readonly command: string | undefined; readonly options: readonly string[] } {
  if (peer === "bun") return { command: bun(), options: [] };
  if (peer === "uws") return { command: addonNode(), options: NODE_OPTIONS };
  const ours = peer === "drop-in" ? [SOURCES, ...IN_PLACE_OF_WS] : [SOURCES];
  const isForeign = ["ws", "node", "socket-io", "socket-io-recovery"].includes(peer);
  return { command: NODE, options: isForeign ? NODE_OPTIONS : [...NODE_OPTIONS, ...ours] };
}

/** The program that a contender runs: the drop-in runs the one of `ws`. */
function scriptName(peer: PeerId): string {
  return `${peer === "drop-in" ? "ws" : peer}.js`;
}

/** Whether it can run on this machine. */
export function isAvailable(peer: PeerId): boolean {
  return runtime(peer).command !== undefined;
}

/** The command that runs a script of the bench on the peer's runtime. @throws Error when it is not available. */
function program(peer: PeerId, script: string, args: readonly string[]): Program {
  const { command, options } = runtime(peer);
  if (command === undefined) throw new Error(`${peerNames[peer]} does not run here`);
  const env = peer === "ws" ? WITHOUT_ADDONS : {};
  return { command, args: [...options, join(BENCH, script), ...args], env };
}

/** Starts the peer's server; it prints `listening PORT`. */
export function serverProgram(peer: PeerId, mode: ServerMode, tls?: TlsFiles, isDeflated = false): Program {
  const secure = tls === undefined ? [] : ["--cert", tls.cert, "--key", tls.key];
  return program(peer, `peers/${scriptName(peer)}`, [mode, ...secure, ...(isDeflated ? ["--deflate"] : [])]);
}

/** Starts the contender's server of a row about the hub. */
export function hubProgram(peer: PeerId): Program {
  if (peer === "broadcast") return program("longwire", "peers/longwire.js", ["fanout"]);
  if (peer === "socket-io") return program(peer, "peers/socket-io.js", ["hub"]);
  if (peer === "socket-io-recovery") return program(peer, "peers/socket-io.js", ["hub", "--recovery"]);
  return program("longwire", "peers/hub.js", ["hub"]);
}

/** Starts the peer's client against `url`; it prints one line of JSON. */
export function clientProgram(peer: PeerId, url: string, args: readonly string[]): Program {
  return program(peer, `clients/${scriptName(peer)}`, [url, ...args]);
}

/** Starts the server that clients are measured against. */
export function mirrorProgram(): Program {
  return program("longwire", "peers/mirror.js", []);
}
