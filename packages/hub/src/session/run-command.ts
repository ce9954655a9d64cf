/**
 * Runs commands: finds the one for a request, lets it answer now or later, and makes sure that it answers exactly once,
 * also when it fails.
 */
import type { Command, Requests } from "@longwire/protocol";
import type { HubServices } from "../hub-services.ts";
import type { ConnectionRequest } from "../ports/connection.ts";
import type { CommandContext } from "./command-context.ts";
import { connect } from "./commands/connect.ts";
import { history } from "./commands/history.ts";
import { ping } from "./commands/ping.ts";
import { presence } from "./commands/presence.ts";
import { presenceStats } from "./commands/presence-stats.ts";
import { publish } from "./commands/publish.ts";
import { refresh } from "./commands/refresh.ts";
import { rpc } from "./commands/rpc.ts";
import { send } from "./commands/send.ts";
import { subRefresh } from "./commands/sub-refresh.ts";
import { subscribe } from "./commands/subscribe.ts";
import { unsubscribe } from "./commands/unsubscribe.ts";
import { disconnectWith, failWith, isResult, type Outcome, refusalOf } from "./outcome.ts";
import type { Session } from "./session.ts";

/** Commands of a session that are not answered yet. */
export interface Running {
  pending: number;
}

type Handler = (context: CommandContext, command: Command) => Outcome | Promise<Outcome>;

/** A handler that gets its own request. */
function of<Name extends keyof Requests>(
  name: Name,
  handler: (context: CommandContext, request: NonNullable<Requests[Name]>) => Outcome | Promise<Outcome>,
): [Name, Handler] {
  // It is only called when its request is set.
  return [name, (context, command) => handler(context, command[name] as NonNullable<Requests[Name]>)];
}

const handlers: ReadonlyMap<keyof Requests, Handler> = new Map<keyof Requests, Handler>([
  of("subscribe", subscribe),
  of("unsubscribe", unsubscribe),
  of("publish", publish),
  of("presence", presence),
  of("presenceStats", presenceStats),
  of("history", history),
  of("ping", ping),
  of("send", send),
  of("rpc", rpc),
  of("refresh", refresh),
  of("subRefresh", subRefresh),
]);

/** Runs a command of a connected session. */
export function runCommand(context: CommandContext, command: Command, running: Running): void {
  const { session, services } = context;
  const name = requestOf(command);
  if (name === "none" && command.id === undefined) {
    // An empty command answers the server's ping.
    session.timers.ponged();
    return;
  }
  if (name === "none" || name === "several") {
    session.disconnect("badRequest");
    return;
  }
  const handler = handlers.get(name);
  const id = name === "send" ? undefined : command.id;
  if (handler === undefined || (id === undefined && name !== "send") || id === 0) {
    session.disconnect("badRequest");
    return;
  }
  if (running.pending >= services.limits.maxPendingCommands) {
    settle(session, services, name, id, failWith("tooManyRequests"));
    return;
  }
  running.pending += 1;
  answer(
    session,
    services,
    id,
    name,
    () => handler(context, command),
    () => {
      running.pending -= 1;
    },
  );
}

/** Runs the connect command. */
export function runConnect(session: Session, services: HubServices, command: Command, from: ConnectionRequest): void {
  const { connect: request, id } = command;
  if (request === undefined || requestOf(command) === "several" || id === undefined || id === 0) {
    session.disconnect("badRequest");
    return;
  }
  answer(
    session,
    services,
    id,
    "connect",
    () => connect(session, services, request, from),
    () => session.runQueued(),
  );
}

function answer(
  session: Session,
  services: HubServices,
  id: number | undefined,
  name: keyof Requests,
  handler: () => Outcome | Promise<Outcome>,
  onSettled: () => void,
): void {
  const done = (outcome: Outcome): void => {
    settle(session, services, name, id, outcome);
    onSettled();
  };
  const fail = (error: unknown): void => {
    const refusal = refusalOf(error);
    if (refusal === undefined) services.report({ where: name, error });
    done(refusal ?? (name === "connect" ? disconnectWith("serverError") : failWith("internal")));
  };
  try {
    const outcome = handler();
    if (outcome instanceof Promise) outcome.then(done, fail);
    else done(outcome);
  } catch (error) {
    fail(error);
  }
}

function settle(
  session: Session,
  { counters }: HubServices,
  name: keyof Requests,
  id: number | undefined,
  outcome: Outcome,
): void {
  if (isResult(outcome)) {
    counters.command(name, "ok");
  } else if ("error" in outcome) {
    counters.command(name, "error");
    counters.error(outcome.error.code);
  } else {
    counters.command(name, "disconnect");
  }
  session.settle(id, outcome);
}

function requestOf(command: Command): keyof Requests | "none" | "several" {
  let found: keyof Requests | "none" = "none";
  for (const name in command) {
    if (name === "id" || command[name as keyof Command] === undefined) continue;
    if (found !== "none") return "several";
    // A command's properties are `id` and the requests.
    found = name as keyof Requests;
  }
  return found;
}
