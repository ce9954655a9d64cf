/**
 * The command line of `npm run bench`.
 */
import { parseArgs } from "node:util";
import { type PeerId, peerIds } from "./measure/peers.ts";
import { type Row, rows } from "./rows.ts";

/** What comes after this is short enough to end within two minutes. */
const QUICK_SECONDS = 75;
/** A median of fewer is not published. */
const FEWEST_RUNS = 5;
/** A quick look has no time for everyone. */
const QUICK_PEERS: readonly PeerId[] = ["longwire", "uws", "ws", "socket-io", "broadcast", "undisturbed"];
const QUICK_IDLE_CONNECTIONS = 4000;
const QUICK_SUBSCRIBED_CONNECTIONS = 2000;

const USAGE = `usage: npm run bench [-- OPTIONS]

  --quick          two short runs of each row, no growth curves, ends within 2 minutes; writes no results
  --runs N         runs of each row and contender (default: ${FEWEST_RUNS})
  --seconds S      how long each is measured (default: 3), after --warm-up S (default: 1)
  --rows A,B       only these rows: ${rows.map(({ id }) => id).join(", ")}
  --peers A,B      only these: ${peerIds.join(", ")}
  --no-growth      no growth curves
  --growth-only    nothing else

Only a run of everything, at least ${FEWEST_RUNS} times, writes bench/results and bench/README.md; others print what they found.
Rows about the hub (hub-…) are written by themselves too, when all their contenders ran ${FEWEST_RUNS} times.
LONGWIRE_BENCH_WSLOAD=PATH uses a compiled wsload as load generator.`;

/** What is to be measured, and how long. */
export interface BenchOptions {
  readonly rows: readonly Row[];
  readonly peers: readonly PeerId[];
  readonly hasGrowth: boolean;
  readonly runs: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Runs after the first are left out where they would make the whole longer than this. */
  readonly budgetSeconds: number;
  /** Everything was measured in full: results and README are written. */
  readonly isWhole: boolean;
  /** Its rows were measured in full, all or some of them. */
  readonly isFull: boolean;
}

/** 15,000 connections take their time. */
function quickRow(row: Row): Row {
  const connections = QUICK_IDLE_CONNECTIONS;
  if (row.work.type === "hub-idle") {
    const subscribed = QUICK_SUBSCRIBED_CONNECTIONS;
    const title = `resident bytes per idle connection with one subscription (${subscribed})`;
    return { ...row, title, work: { type: "hub-idle", connections: subscribed } };
  }
  if (row.work.type !== "idle") return row;
  return { ...row, title: `resident bytes per idle connection (${connections})`, work: { type: "idle", connections } };
}

/** The command line cannot be understood; the message is for its writer. */
export class BenchUsageError extends Error {}

function choose<Item>(
  all: readonly Item[],
  names: string | undefined,
  nameOf: (item: Item) => string,
): readonly Item[] {
  if (names === undefined) return all;
  const wanted = names.split(",");
  const unknown = wanted.find((name) => !all.some((item) => nameOf(item) === name));
  if (unknown !== undefined) throw new BenchUsageError(`"${unknown}" is none of ${all.map(nameOf).join(", ")}`);
  return all.filter((item) => wanted.includes(nameOf(item)));
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new BenchUsageError(`--${name} must be a number above 0, not "${text}"`);
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const options = {
    ...{ quick: flag, "no-growth": flag, "growth-only": flag, help: flag },
    ...{ runs: text, seconds: text, "warm-up": text, rows: text, peers: text },
  } as const;
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new BenchUsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Reads the command line. @throws BenchUsageError when it is wrong, or asks for help. */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const values = parse(args);
  if (values.help) throw new BenchUsageError(USAGE);
  const { quick } = values;
  const isPart = [values.rows, values.peers].some((value) => value !== undefined);
  const usualPeers = quick ? QUICK_PEERS : peerIds;
  const chosenPeers = values.peers === undefined ? usualPeers : choose(peerIds, values.peers, (peer) => peer);
  const runs = Math.ceil(positive("runs", values.runs ?? (quick ? "2" : String(FEWEST_RUNS))));
  return {
    rows: values["growth-only"] ? [] : choose(quick ? rows.map(quickRow) : rows, values.rows, ({ id }) => id),
    peers: chosenPeers,
    hasGrowth: values["growth-only"] || !(quick || isPart || values["no-growth"]),
    runs,
    seconds: positive("seconds", values.seconds ?? (quick ? "0.4" : "3")),
    warmUpSeconds: positive("warm-up", values["warm-up"] ?? (quick ? "0.3" : "1")),
    budgetSeconds: quick ? QUICK_SECONDS : Number.POSITIVE_INFINITY,
    isFull: runs >= FEWEST_RUNS && !quick && values.peers === undefined,
    isWhole: runs >= FEWEST_RUNS && !(quick || isPart || values["no-growth"] || values["growth-only"]),
  };
}
