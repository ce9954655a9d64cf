/**
 * The options of `longwire bench`, read and checked: which go with which kind of load, and their defaults.
 */
import { CommandError } from "../command-error.ts";
import { parseOptions, wholeNumber } from "../parse-options.ts";
import { readOptionFile } from "../read-option-file.ts";
import { centrifugeDialect } from "./centrifuge-dialect.ts";
import { type HubPlan, type LoadMode, type LoadPlan, loadModes } from "./load.ts";
import { numberModulus } from "./load-frames.ts";
import type { LoadTls } from "./load-target.ts";
import type { LoadTimes } from "./run-load.ts";
import { socketIoDialect } from "./socket-io-dialect.ts";

const MAX_CONNECTIONS = 1_000_000;
const MAX_SIZE_BYTES = 256 * 1024 * 1024;
const MAX_IN_FLIGHT = 1_000_000;
const MAX_RATE = 1_000_000;
const MAX_SECONDS = 24 * 60 * 60;

/** What is used where an option is not given. */
export const benchDefaults = {
  connections: { echo: 64, fanout: 1000, connect: 64, idle: 1000 },
  sizeBytes: 32,
  inFlight: 1,
  channel: "bench",
  seconds: 5,
  warmUpSeconds: 1,
  /** Longer than most servers keep a message that is not stuck. */
  patienceSeconds: 2,
} as const;

/** A whole command line. */
export interface BenchArguments {
  readonly url: string;
  readonly plan: Omit<LoadPlan, "target">;
  readonly times: LoadTimes;
  readonly tls: LoadTls;
  readonly isJson: boolean;
}

function parseMode(text: string): LoadMode {
  const mode = loadModes.find((each) => each === text);
  if (mode === undefined) throw new CommandError(`"${text}" is none of: ${loadModes.join(", ")}`);
  return mode;
}

function parseSeconds(option: string, text: string): number {
  const seconds = /^\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds <= MAX_SECONDS) return seconds;
  throw new CommandError(`${option} must be a number of seconds from 0 to ${MAX_SECONDS}, not "${text}"`);
}

const options = {
  connections: { type: "string" },
  size: { type: "string" },
  "in-flight": { type: "string" },
  "in-flight-total": { type: "string" },
  rate: { type: "string" },
  seconds: { type: "string", default: String(benchDefaults.seconds) },
  "warm-up": { type: "string", default: String(benchDefaults.warmUpSeconds) },
  patience: { type: "string", default: String(benchDefaults.patienceSeconds) },
  deflate: { type: "boolean", default: false },
  verify: { type: "boolean", default: false },
  hub: { type: "string" },
  channel: { type: "string" },
  "at-once": { type: "boolean", default: false },
  "slow-reader": { type: "string" },
  ca: { type: "string" },
  insecure: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

/** Options of messages, which mean nothing to `connect` and `idle`. */
const aboutMessages = ["size", "in-flight", "in-flight-total", "rate", "verify"] as const;

type Numbers = "connections" | "size" | "in-flight" | "in-flight-total" | "rate" | "slow-reader";

/** @throws CommandError for options that exclude each other. */
function checkTogether(mode: LoadMode, values: Partial<Record<Numbers | "hub", string | undefined>>): void {
  const ways = (["in-flight", "in-flight-total", "rate"] as const).filter((name) => values[name] !== undefined);
  if (ways.length > 1) throw new CommandError(`--${ways[0]} and --${ways[1]} exclude each other`);
  const [way] = ways;
  const isPaced = values.hub !== undefined && way === "rate";
  if (mode === "fanout" && way !== undefined && way !== "in-flight" && !isPaced) {
    throw new CommandError(`--${way} is for echo${way === "rate" ? " and for fanout with --hub" : ""}`);
  }
}

const dialects = [centrifugeDialect, socketIoDialect];

interface HubValues {
  readonly hub?: string | undefined;
  readonly channel?: string | undefined;
  readonly "at-once": boolean;
  readonly "slow-reader"?: string | undefined;
  readonly rate?: string | undefined;
  readonly deflate: boolean;
  readonly verify: boolean;
}

/** @throws CommandError for what makes no sense together. */
function parseHub(mode: LoadMode, values: HubValues): HubPlan | undefined {
  const { hub, channel } = values;
  if (values["at-once"] && mode !== "idle") throw new CommandError("--at-once is for idle");
  if (values["slow-reader"] !== undefined && (hub === undefined || values.rate === undefined)) {
    throw new CommandError("--slow-reader is for fanout with --hub and --rate");
  }
  if (hub === undefined) {
    if (channel !== undefined) throw new CommandError("--channel is for --hub");
    return undefined;
  }
  const dialect = dialects.find(({ name }) => name === hub);
  if (dialect === undefined)
    throw new CommandError(`"${hub}" is none of: ${dialects.map(({ name }) => name).join(", ")}`);
  if (mode !== "fanout" && mode !== "idle") throw new CommandError(`--hub means nothing to ${mode}`);
  if (values.deflate || values.verify) {
    throw new CommandError(`--hub and --${values.deflate ? "deflate" : "verify"} exclude each other`);
  }
  return { dialect, channel: channel ?? benchDefaults.channel };
}

/** Reads the command line. @throws CommandError for what cannot work. */
export function parseBenchArguments(args: readonly string[]): BenchArguments {
  const { values, positionals } = parseOptions(args, options, ["the kind of load", "URL"]);
  const [kind = "", url = ""] = positionals; // parseOptions has counted
  const mode = parseMode(kind);
  const hasMessages = mode === "echo" || mode === "fanout";
  const useless = aboutMessages.find((name) => !hasMessages && values[name] !== undefined && values[name] !== false);
  if (useless !== undefined) throw new CommandError(`--${useless} means nothing to ${mode}`);
  checkTogether(mode, values);
  if (values.deflate && values.verify) throw new CommandError("--deflate and --verify exclude each other");
  const hub = parseHub(mode, values);
  const number = (name: Numbers, min: number, max: number, none: number): number =>
    values[name] === undefined ? none : wholeNumber(`--${name}`, values[name], min, max);
  const connections = number("connections", 1, MAX_CONNECTIONS, benchDefaults.connections[mode]);
  const sizeBytes = number("size", values.verify ? 1 : 0, MAX_SIZE_BYTES, benchDefaults.sizeBytes);
  const inFlight = number("in-flight", 1, MAX_IN_FLIGHT, benchDefaults.inFlight);
  if (values.verify && inFlight * 2 > numberModulus(sizeBytes)) {
    throw new CommandError(`--verify cannot tell ${inFlight} messages of ${sizeBytes} bytes apart`);
  }
  return {
    url,
    plan: {
      mode,
      connections,
      sizeBytes,
      inFlight,
      inFlightTotal: number("in-flight-total", 1, connections, 0),
      ratePerSecond: number("rate", 1, MAX_RATE, 0),
      patienceMs: 1000 * parseSeconds("--patience", values.patience),
      isDeflated: values.deflate,
      isVerified: values.verify,
      hub,
      isAtOnce: values["at-once"],
      slowReaderBytes: number("slow-reader", 1, MAX_SIZE_BYTES, 0),
    },
    times: {
      seconds: parseSeconds("--seconds", values.seconds),
      warmUpSeconds: parseSeconds("--warm-up", values["warm-up"]),
    },
    tls: { ca: values.ca === undefined ? undefined : readOptionFile("--ca", values.ca), isInsecure: values.insecure },
    isJson: values.json,
  };
}
