/**
 * The log of a server: one JSON object a line, of what its operator wants to find later. No line holds a token, a key, a
 * cookie, a payload, or a text that a client or a handler made up; names of users and channels are there.
 */
import type { Writable } from "node:stream";
import type { AccessRefusal, AuthEvent, ConfiguredLogLevel, HubEvent, HubProblem } from "@longwire/hub";
import { type Logger, pino } from "pino";
import { describeError } from "./describe-error.ts";

/** Ends that belong to the life of a client: it left, was cut, or was sent away to come back. */
const usualCodes: ReadonlySet<number> = new Set([1000, 1001, 1005, 1006, 3001]);

/** Writes the log. */
export class ServerLog {
  readonly #log: Logger;

  constructor(stream: Writable, level: ConfiguredLogLevel) {
    this.#log = pino(
      {
        level: level === "none" ? "silent" : level,
        base: null,
        timestamp: () => `,"time":"${new Date().toISOString()}"`,
        formatters: { level: (label) => ({ level: label }) },
      },
      stream,
    );
  }

  /** Something that the operator should know, in words of ours. */
  warn(message: string): void {
    this.#log.warn(message);
  }

  /** Something went wrong that no client is told of. */
  problem({ where, error }: HubProblem): void {
    this.#log.error({ event: "problem", where, error: describeError(error) }, `${where} failed`);
  }

  /** What happened in the hub. */
  hub(event: HubEvent): void {
    if (event.type === "history-appended" || event.type === "broker-published") return;
    const { type, ...fields } = event;
    this.#log[levelOf(event)]({ event: type, ...fields }, messages[type]);
  }

  /** What happened to tokens and rules. */
  auth(event: AuthEvent): void {
    switch (event.type) {
      case "token-refused": {
        const { type, ...fields } = event;
        this.#log.info({ event: type, ...fields }, "a token was refused");
        break;
      }
      case "keys-unavailable":
        this.#log.error({ event: event.type, problem: event.problem }, "the keys of tokens could not be fetched");
        break;
      case "authenticate-failed":
        this.problem({ where: "authenticate", error: event.error });
        break;
      case "rule-failed":
        this.problem({ where: `rule ${event.rule}`, error: event.error });
        break;
      case "revocations-folded":
        this.#log.warn({ event: event.type, before: event.before }, "all tokens from before a moment are void");
        break;
    }
  }

  /** Somebody may not use the API. */
  apiRefused({ status, reason }: AccessRefusal): void {
    this.#log.info({ event: "api-refused", status, reason }, "a request of the API was refused");
  }

  /** A WebSocket handshake was refused. @param reason in words of ours. */
  upgradeRefused(status: number, reason: string): void {
    this.#log.info({ event: "upgrade-refused", status, reason }, "a handshake was refused");
  }

  /** A signal came. */
  stopping(signal: string, isSecond: boolean): void {
    this.#log.info({ event: "stopping", signal }, isSecond ? "cutting all connections" : "sending connections away");
  }
}

type LoggedEvent = Exclude<HubEvent["type"], "history-appended" | "broker-published">;

const messages: Readonly<Record<LoggedEvent, string>> = {
  connected: "a connection was let in",
  refused: "a connection was refused",
  disconnected: "a connection has ended",
  denied: "a rule said no",
  "slow-consumer": "a connection reads too slowly",
  "insufficient-state": "a gap was found and told",
};

function levelOf(event: HubEvent): "debug" | "info" | "warn" {
  switch (event.type) {
    case "disconnected":
      return usualCodes.has(event.code) ? "debug" : "info";
    case "refused":
    case "denied":
      return "info";
    case "slow-consumer":
    case "insufficient-state":
      return "warn";
    default:
      return "debug";
  }
}
