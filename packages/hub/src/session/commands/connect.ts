/**
 * The connect command: who is there, what the application says to it, the end of an older connection of the same client,
 * and the subscriptions that the server makes.
 */
import { type ConnectRequest, type ConnectResult, disconnects, type SubscribeResult } from "@longwire/protocol";
import type { AuthOutcome } from "../../auth/authenticator.ts";
import type { HubServices } from "../../hub-services.ts";
import type { ConnectionRequest } from "../../ports/connection.ts";
import { toPayload } from "../../to-payload.ts";
import { failWith, type Outcome } from "../outcome.ts";
import { secondsUntil } from "../seconds-until.ts";
import type { Session } from "../session.ts";
import type { Begun } from "../session-subscriptions.ts";
import { refused } from "./refused.ts";

type Accepted = Extract<AuthOutcome, { readonly ok: true }>;

/** Lets a connection in, or not. */
export async function connect(
  session: Session,
  services: HubServices,
  request: ConnectRequest,
  from: ConnectionRequest,
): Promise<Outcome> {
  const outcome = await services.deadlines.within("authenticate", services.authenticator.authenticate(from, request));
  if (!outcome.ok) return refused(session, services, outcome);
  const accepted = await askApplication(session, services, request, from, outcome);
  if ((accepted.info?.bytes.length ?? 0) > services.limits.maxInfoBytes) return failWith("badRequest");
  // The application may have taken its time.
  if (services.authenticator.isRevoked?.(accepted.identity))
    return refused(session, services, { ok: false, error: "tokenExpired", reason: "token-revoked" });
  const { user } = accepted.identity;
  takeOver(services, user, request.session);
  if (services.sessions.countOf(user) >= services.limits.maxConnectionsPerUser)
    return refused(session, services, { ok: false, disconnect: "connectionLimit" });
  const secret = services.random.id();
  const as = {
    identity: { ...accepted.identity, client: session.client },
    info: accepted.info,
    secret,
    since: services.clock.wallTime(),
  };
  if (!session.connected(as)) return failWith("internal");
  const ofToken = new Set(outcome.channels);
  return subscribeByServer(session, services, request, accepted, ofToken, secret);
}

async function askApplication(
  session: Session,
  { handlers, deadlines }: HubServices,
  { data, name = "", version = "" }: ConnectRequest,
  from: ConnectionRequest,
  accepted: Accepted,
): Promise<Accepted> {
  const { connect: handler } = handlers;
  if (handler === undefined) return accepted;
  const identity = { ...accepted.identity, client: session.client };
  const answer =
    (await deadlines.within("connect handler", handler({ identity, request: from, data, name, version }))) ?? {};
  return {
    ...accepted,
    channels: [...new Set([...accepted.channels, ...(answer.channels ?? [])])],
    ...(answer.data === undefined ? {} : { data: toPayload(answer.data) }),
    ...(answer.info === undefined ? {} : { info: toPayload(answer.info) }),
  };
}

/**
 * The older connection may be half-open: then the server has not noticed yet that it is gone, and it hears of nothing. If
 * it is alive, a copy of its client has taken its session; it comes back with a session of its own, since that one is
 * used up: so neither keeps out the other.
 */
const takenOver = { code: disconnects.forceReconnect.code, reason: "taken over by a newer connection" };

function takeOver(services: HubServices, user: string, secret: string | undefined): void {
  if (secret === undefined || secret === "") return;
  const old = services.sessions.bySecret(secret);
  if (old !== undefined) {
    if (old.connectedAs?.identity.user === user) old.disconnect(takenOver);
    return;
  }
  services.broker
    .control({ type: "disconnect", user, session: secret, ...takenOver })
    .catch((error: unknown) => services.report({ where: "take over", error }));
}

async function subscribeByServer(
  session: Session,
  services: HubServices,
  request: ConnectRequest,
  accepted: Accepted,
  ofToken: ReadonlySet<string>,
  secret: string,
): Promise<Outcome> {
  const begun = new Map<string, Extract<Begun, { readonly ok: true }>>();
  for (const channel of accepted.channels) {
    const resolved = services.registry.resolve(channel);
    if (resolved === undefined) return failWith("unknownChannel");
    if (session.subscriptions.size >= services.limits.maxChannels) return failWith("limitExceeded");
    const { recover = false, offset = 0, epoch = "" } = request.subs?.get(channel) ?? {};
    const grant = accepted.grants?.get(channel);
    const one = await session.subscriptions.begin(resolved, {
      origin: ofToken.has(channel) ? "token" : "server",
      recover: recover ? { offset, epoch } : undefined,
      info: grant?.info,
      data: grant?.data,
      grant,
    });
    if (!one.ok) return one.outcome;
    begun.set(channel, one);
  }
  const subs = new Map([...begun].map(([channel, { result }]) => [channel, result] as const));
  return {
    result: { connect: resultOf(session, services, accepted, secret, subs) },
    onQueued: () => {
      for (const { activate } of begun.values()) activate();
      session.timers.ponged();
      session.timers.expireAt(accepted.expireAt);
    },
  };
}

function resultOf(
  session: Session,
  { clock, node, times }: HubServices,
  { data, expireAt }: Accepted,
  secret: string,
  subs: ReadonlyMap<string, SubscribeResult>,
): ConnectResult {
  return {
    client: session.client,
    version: "longwire",
    ...(data === undefined ? {} : { data }),
    ...(expireAt === undefined ? {} : { expires: true, ttl: secondsUntil(expireAt, clock) }),
    subs,
    ping: Math.ceil(times.pingIntervalMs / 1000),
    pong: times.pingIntervalMs > 0,
    session: secret,
    node,
    time: clock.wallTime(),
  };
}
