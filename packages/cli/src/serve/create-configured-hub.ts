/**
 * A hub as a configuration describes it.
 */
import {
  type AuthenticateFunction,
  type AuthObserver,
  createAuth,
  createHub,
  createSystemClock,
  type Hub,
  type HubConfig,
  type HubHandlers,
  type HubObserver,
  type HubProblem,
} from "@longwire/hub";
import type { SqliteHistoryStore } from "@longwire/hub-sqlite";
import { CommandError, exitCodes } from "../command-error.ts";

/** Who is told what happens. */
export interface HubWatch {
  readonly report: (problem: HubProblem) => void;
  readonly observe: HubObserver;
  readonly observeAuth: AuthObserver;
}

/** Makes it. @throws CommandError for a configuration that cannot be. */
export function createConfiguredHub(
  config: HubConfig,
  store: SqliteHistoryStore | undefined,
  { report, observe, observeAuth }: HubWatch,
): Hub {
  const clock = createSystemClock();
  const authenticate = functionOf(config.authenticate);
  const handlers = handlersOf(config.handlers);
  try {
    const auth = createAuth({ ...config.authentication, authenticate }, { clock, observe: observeAuth });
    const { channels, resolver: channelResolver, limits, times } = config;
    const stores = store === undefined ? {} : { history: store, revocations: store.revocations() };
    return createHub({
      ...auth,
      ...stores,
      channels,
      channelResolver,
      handlers,
      limits,
      times,
      clock,
      report,
      observe,
    });
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError(error.message, exitCodes.failed);
    throw error;
  }
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
