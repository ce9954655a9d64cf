/**
 * Who is measured: how each one's server and client are started. What they do is in `../peers` and `../clients`.
 */
import { join } from "node:path";
import type { Program } from "./pinned-process.ts";
import { addonNode, BENCH, bun, NODE } from "./places.ts";

/** Longwire and its peers, in the order of the table. */
export const peerIds = ["longwire", "uws", "ws", "bun"] as const;

/** A contender. */
export type PeerId = (typeof peerIds)[number];

/** Names for people. */
export const peerNames: Readonly<Record<PeerId, string>> = {
  longwire: "Longwire",
  uws: "uWebSockets.js addon",
  ws: "ws",
  bun: "Bun",
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
/** As `npm install ws` leaves it: without the native add-ons that happen to be in the addon's tree. */
const WITHOUT_ADDONS = { WS_NO_BUFFER_UTIL: "1", WS_NO_UTF_8_VALIDATE: "1" };

function runtime(peer: PeerId): { readonly command: string | undefined; readonly options: readonly string[] } {
  if (peer === "bun") return { command: bun(), options: [] };
  if (peer === "uws") return { command: addonNode(), options: NODE_OPTIONS };
  return { command: NODE, options: peer === "longwire" ? [...NODE_OPTIONS, SOURCES] : NODE_OPTIONS };
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
export function serverProgram(peer: PeerId, mode: ServerMode, tls?: TlsFiles): Program {
  return program(peer, `peers/${peer}.js`, tls === undefined ? [mode] : [mode, tls.cert, tls.key]);
}

/** Starts the peer's client against `url`; it prints one line of JSON. */
export function clientProgram(peer: "longwire" | "ws", url: string, args: readonly string[]): Program {
  return program(peer, `clients/${peer}.js`, [url, ...args]);
}

/** Starts the server that clients are measured against. */
export function mirrorProgram(): Program {
  return program("longwire", "peers/mirror.js", []);
}
