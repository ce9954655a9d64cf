/**
 * A hub as a configuration describes it.
 */
import {
  type AuthEvent,
  type AuthenticateFunction,
  createAuth,
  createHub,
  createSystemClock,
  type Hub,
  type HubConfig,
  type HubHandlers,
  type HubProblem,
} from "@longwire/hub";
import { CommandError, exitCodes } from "../command-error.ts";

/** Makes it. @param report told what went wrong. @throws CommandError for a configuration that cannot be. */
export function createConfiguredHub(config: HubConfig, report: (problem: HubProblem) => void): Hub {
  const clock = createSystemClock();
  const authenticate = functionOf(config.authenticate);
  const handlers = handlersOf(config.handlers);
  try {
    const auth = createAuth(
      { ...config.authentication, authenticate },
      { clock, observe: (event) => reportAuth(event, report) },
    );
    const { channels, resolver: channelResolver, limits, times } = config;
    return createHub({ ...auth, channels, channelResolver, handlers, limits, times, clock, report });
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError(error.message, exitCodes.failed);
    throw error;
  }
}

/** What the operator can do something about; a refused token is the client's affair. */
function reportAuth(event: AuthEvent, report: (problem: HubProblem) => void): void {
  if (event.type === "keys-unavailable") report({ where: "token keys", error: new Error(event.problem) });
  if (event.type === "authenticate-failed") report({ where: "authenticate", error: event.error });
  if (event.type === "rule-failed") report({ where: `rule ${event.rule}`, error: event.error });
}

function functionOf(value: unknown): AuthenticateFunction | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "function") throw new CommandError("authenticate: must be a function", exitCodes.failed);
  // What it takes and returns is checked by the types of the configuration.
  return value as AuthenticateFunction;
}

function handlersOf(value: unknown): HubHandlers {
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null)
    throw new CommandError("handlers: must be an object", exitCodes.failed);
  for (const [name, handler] of Object.entries(value)) {
    if (typeof handler !== "function") throw new CommandError(`handlers.${name}: must be a function`, exitCodes.failed);
  }
  // As for `authenticate`.
  return value as HubHandlers;
}
