/**
 * What all peers have in common: what they are asked to do, the limits that are made equal, and how they say their port.
 * Plain JavaScript, because it runs on Node 20 and on Bun too.
 */
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";

/** The longest message any peer takes, in bytes. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** What may wait for a slow reader before a peer drops or refuses messages; peers without such a bound have none. */
export const MAX_WAITING_BYTES = 64 * 1024 * 1024;
export const HOST = "127.0.0.1";

const flag = { type: "boolean", default: false };
const options = { cert: { type: "string" }, key: { type: "string" }, deflate: flag, recovery: flag };
const { values, positionals } = parseArgs({ options, allowPositionals: true });
/** From the command line: `echo` or `fanout`, and for TLS the paths of certificate and key. */
export const isFanOut = positionals[0] === "fanout";
/** Whether messages are compressed: each with what its documentation says about it, and no more. */
export const isDeflated = values.deflate;
/** Whether a client that comes back is to get what it missed, where that is an option. */
export const isRecovering = values.recovery;
export const tlsFiles = values.cert && values.key ? { cert: values.cert, key: values.key } : undefined;
export const tls = tlsFiles && { cert: readFileSync(tlsFiles.cert), key: readFileSync(tlsFiles.key) };

/** Tells the runner where to connect. */
export function announce(port) {
  console.log(`listening ${port}`);
}

// Before memory is measured, the runner asks for what is garbage to go. Needs --expose-gc on Node.
process.on("SIGUSR2", () => {
  if (globalThis.Bun) Bun.gc(true);
  else globalThis.gc?.();
});

/** Reports to the runner when it asks: the delays of the event loop since it last asked, and what `more` says. Not on Bun. */
export function watchLoop(more = () => ({})) {
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  process.on("SIGHUP", () => {
    console.log(`report ${JSON.stringify({ p99Ms: delays.percentile(99) / 1e6, maxMs: delays.max / 1e6, ...more() })}`);
    delays.reset();
  });
}
