/**
 * `longwire bench`: which load is run, what is shown while it runs, and how it ends. The measuring is in `run-load.ts`.
 */
import type { Command, CommandIo } from "../command.ts";
import { CommandError, exitCodes } from "../command-error.ts";
import { benchDefaults, parseBenchArguments } from "./bench-options.ts";
import { runBenchCheck } from "./check/check-command.ts";
import { ConnectLoad } from "./connect-load.ts";
import { describeProgress, describeResult, resultAsJson } from "./describe-result.ts";
import { EchoLoad } from "./echo-load.ts";
import { FanOutLoad } from "./fan-out-load.ts";
import { HubPaceLoad } from "./hub-pace-load.ts";
import { IdleLoad } from "./idle-load.ts";
import type { Load, LoadMode, LoadPlan } from "./load.ts";
import { findTarget } from "./load-target.ts";
import { type LoadResult, type LoadTimes, runLoad } from "./run-load.ts";

const { connections, sizeBytes, inFlight, channel, seconds, warmUpSeconds, patienceSeconds } = benchDefaults;

const help = `longwire bench: puts load on a WebSocket server and measures it

Usage:
  longwire bench echo URL [OPTIONS]      each message comes back; the next one follows the answer
  longwire bench fanout URL [OPTIONS]    connection 1 sends, every connection gets it (a server such
                                         as: longwire echo --fanout); the next round begins when all
                                         have it
  longwire bench connect URL [OPTIONS]   opening handshakes, over and over
  longwire bench idle URL [OPTIONS]      connections that are opened and held
  longwire bench check DIR [--json] [--channels PREFIX]
                                         no load: judges what processes wrote down of a run with
                                         faults

It counts every message, checks its length and the order of fragments, and says what did not come
back. Percentiles are of all messages after the warm-up: in fanout of rounds, in connect of
handshakes. One process uses one core; when that was the limit, it says so.

Options:
  --connections N      connections; for connect, handshakes at a time (default: ${connections.echo}; fanout
                       and idle: ${connections.idle})
  --size BYTES         length of a message (default: ${sizeBytes})
  --in-flight N        messages under way: in echo per connection, in fanout per round (default: ${inFlight})
  --in-flight-total N  echo: N messages under way over all connections, at most one for each; they
                       move from each connection to the next
  --rate N             echo: send N messages a second over all connections, whether or not answers
                       come, and time each from when it was due (default: as fast as answers come)
  --seconds S          how long to measure (default: ${seconds})
  --warm-up S          how long to run before that (default: ${warmUpSeconds}; idle: 0)
  --patience S         how long to wait at the end for messages that do not come, before they count
                       as lost; each that comes begins it anew (default: ${patienceSeconds})
  --deflate            messages are JSON and compressed with permessage-deflate, to a server that
                       agrees to it; --size is their length before. With idle: each connection
                       exchanges one message
  --verify             number the messages and compare what comes back: counts lost, duplicated,
                       reordered and corrupted ones; slower
  --hub PROTOCOL       fanout, idle: every connection subscribes to a channel, in the protocol
                       "centrifuge" (longwire serve, Centrifugo) or "socket.io" (whose server lets
                       its event "subscribe" join a room, answers it, and sends there what comes as
                       "publish"). In fanout one more connection publishes; --size is the length
                       of the data
  --channel NAME       with --hub: the channel (default: ${channel})
  --rate N             fanout with --hub: publish N times a second over 100 keys, timed from when it
                       was due, at every fiftieth subscriber
  --slow-reader BYTES  with it: one more subscriber reads BYTES a second. In the end it reads on,
                       and must have the last publication of every key
  --at-once            idle: open all connections at the same time
  --ca FILE            trust this certificate, in PEM, for wss:
  --insecure           trust any certificate, for wss:
  --json               print the result as one line of JSON
  -h, --help           this page

check reads all files *.jsonl of DIR, one of each process: publications, acknowledgements,
deliveries, subscriptions, faults, and the logs at the end. It prints what was lost, duplicated,
reordered, falsely unrecovered and falsely recovered, and publications whose outcome is unknown.

Exit code 0: measured, and every message came back as it should. 1: a connection could not be made
or was lost, or messages were. Ctrl+C ends early, with the result so far.

Examples:
  longwire bench echo ws://127.0.0.1:9001 --connections 64 --in-flight 32
  longwire bench idle ws://127.0.0.1:8000/connection/websocket --hub centrifuge --at-once
`;

const loads: Readonly<Record<LoadMode, (plan: LoadPlan) => Load>> = {
  echo: (plan) => new EchoLoad(plan),
  fanout: (plan) =>
    plan.hub !== undefined && plan.ratePerSecond > 0 ? new HubPaceLoad(plan, plan.hub) : new FanOutLoad(plan),
  connect: (plan) => new ConnectLoad(plan),
  idle: (plan) => new IdleLoad(plan),
};

/** Runs the load and shows progress at a terminal. */
async function measure(load: Load, plan: LoadPlan, times: LoadTimes, io: CommandIo): Promise<LoadResult> {
  const stop = Promise.withResolvers<void>();
  const stopWatching = io.onStopSignal(() => stop.resolve());
  const isTerminal = io.stderr.isTTY === true;
  try {
    return await runLoad(load, plan, times, {
      onProgress: (progress) => {
        if (isTerminal) io.stderr.write(`\r\u001b[K${describeProgress(plan, progress)}`);
      },
      stopped: stop.promise,
    });
  } finally {
    stopWatching();
    if (isTerminal) io.stderr.write("\r\u001b[K");
  }
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  if (args[0] === "check") return runBenchCheck(args.slice(1), io);
  const parsed = parseBenchArguments(args);
  const plan: LoadPlan = { ...parsed.plan, target: await findTarget(parsed.url, parsed.tls, parsed.plan.isDeflated) };
  const load = loads[plan.mode](plan);
  const result = await measure(load, plan, parsed.times, io);
  io.stdout.write(parsed.isJson ? `${resultAsJson(plan, result)}\n` : describeResult(plan, result));
  const { lost, duplicated, reordered, corrupted } = result.faults;
  const wrong = lost + duplicated + reordered + corrupted;
  if (wrong > 0) throw new CommandError(`${wrong} messages did not arrive as they should`, exitCodes.failed);
  return exitCodes.done;
}

/** The command. */
export const benchCommand: Command = {
  name: "bench",
  summary: "put load on a WebSocket server: messages a second and latencies",
  help,
  run,
};
