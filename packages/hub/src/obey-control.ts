/**
 * Does on this node what a server's command says, which every node is told.
 */
import { disconnects } from "@longwire/protocol";
import { sessionsOf } from "./auth/revocations.ts";
import type { HubServices } from "./hub-services.ts";
import type { ControlMessage } from "./ports/broker.ts";
import { secondsUntil } from "./session/seconds-until.ts";
import type { Session } from "./session/session.ts";
import type { SessionTable } from "./session/session-table.ts";

type Of<Type extends ControlMessage["type"]> = Extract<ControlMessage, { readonly type: Type }>;

/** Obeys one command. */
export function obey(services: HubServices, message: ControlMessage): void {
  const { sessions, authenticator, report } = services;
  if (message.type === "revoke") authenticator.revoked?.(message);
  for (const session of selected(sessions, message)) {
    switch (message.type) {
      case "disconnect":
        if (message.except?.includes(session.client) !== true) session.disconnect(message);
        break;
      case "unsubscribe":
        session.subscriptions.end(message.channel, { code: message.code, reason: message.reason }, "push");
        break;
      case "subscribe":
        subscribe(services, session, message).catch((error: unknown) => report({ where: "server subscribe", error }));
        break;
      case "refresh":
        refresh(services, session, message);
        break;
      case "revoke":
        if (knownSince(session) < message.before) session.disconnect("stateInvalidated");
        break;
    }
  }
}

/** A revoked session may also be one that only the tokens know. */
function selected(sessions: SessionTable, message: ControlMessage): readonly Session[] {
  if (message.type !== "revoke" || message.session === undefined) return sessions.select(message);
  const { user, session } = message;
  const isMeant = ({ connectedAs: as }: Session): boolean =>
    as !== undefined && (as.secret === session || sessionsOf(as.identity.claims).includes(session));
  return sessions.select({ user }).filter(isMeant);
}

/** Of a connection with an old token, when that was issued. */
function knownSince(session: Session): number {
  const as = session.connectedAs;
  return as === undefined ? 0 : Math.min(as.since, as.identity.issuedAt ?? as.since);
}

async function subscribe(services: HubServices, session: Session, message: Of<"subscribe">): Promise<void> {
  const { channel, data, recoverSince } = message;
  const resolved = services.registry.resolve(channel);
  if (resolved === undefined) return;
  await session.subscriptions.inTurn(channel, async () => {
    const isFull = session.subscriptions.size >= services.limits.maxChannels;
    if (isFull || session.subscriptions.get(channel) !== undefined) return { result: {} };
    const begun = await session.subscriptions.begin(resolved, { origin: "server", recover: recoverSince, data });
    if (!begun.ok) return begun.outcome;
    const { publications = [] } = begun.result;
    session.pushOwn({ channel, subscribe: begun.result });
    // This push has no place for what was missed: it follows.
    for (const pub of publications) session.pushOwn({ channel, pub });
    begun.activate();
    return { result: {} };
  });
}

function refresh({ clock }: HubServices, session: Session, { expired, expireAt }: Of<"refresh">): void {
  if (expired) {
    session.disconnect(disconnects.expired);
    return;
  }
  session.timers.expireAt(expireAt);
  const ttl = expireAt === undefined ? {} : { expires: true, ttl: secondsUntil(expireAt, clock) };
  session.pushOwn({ refresh: ttl });
}
