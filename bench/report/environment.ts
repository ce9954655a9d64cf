/**
 * What a number means nothing without: versions, machine, command.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { wsloadPath } from "../measure/load-tool.ts";
import { type PeerId, peerNames } from "../measure/peers.ts";
import { addonNode, BENCH, ROOT } from "../measure/places.ts";

/** One thing and its value, in order. */
export type Environment = readonly (readonly [name: string, value: string])[];

function version(folder: string): string {
  const { version: found }: { version: string } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return found;
}

/** The commit that was measured, with a mark when files differ from it. */
function commit(): string {
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
  try {
    const changed = git("status", "--porcelain", "--untracked-files=no", "packages");
    return `${git("rev-parse", "--short=12", "HEAD")}${changed === "" ? "" : " with changes"}`;
  } catch {
    return "unknown";
  }
}

function peerVersion(peer: PeerId): string | undefined {
  const modules = join(BENCH, "node_modules");
  if (peer === "longwire") return `${version(join(ROOT, "packages/websocket"))}, commit ${commit()}`;
  if (peer === "ws") return `${version(join(modules, "ws"))} without native add-ons`;
  if (peer === "bun") return version(join(modules, "bun"));
  if (peer === "socket-io") return version(join(modules, "socket.io"));
  if (peer !== "uws") return undefined; // a part of Longwire or of Node
  const node = execFileSync(addonNode() ?? "node", ["--version"], { encoding: "utf8" }).trim();
  return `${version(join(modules, "@trufflesuite/uws-js-unofficial"))} on Node ${node}`;
}

/** Reads it from this machine. @param args the command line of the bench. */
export function readEnvironment(peers: readonly PeerId[], args: readonly string[]): Environment {
  const [cpu] = cpus();
  return [
    ["date", new Date().toISOString().slice(0, 10)],
    ["command", ["npm run bench", ...(args.length > 0 ? ["--", ...args] : [])].join(" ")],
    ["load generator", wsloadPath() === undefined ? "longwire bench" : "wsload (TLS: longwire bench)"],
    ["Node", process.version],
    ["kernel", release()],
    ["CPU", `${cpu?.model ?? "unknown"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`],
    ...peers.flatMap((peer) => {
      const found = peerVersion(peer);
      return found === undefined ? [] : [[peerNames[peer], found] as const];
    }),
  ];
}
