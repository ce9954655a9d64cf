/**
 * The subscribe command: is it allowed, and from where on.
 */
import type { SubscribeRequest } from "@longwire/protocol";
import type { SubscriptionGrant } from "../../auth/authenticator.ts";
import type { ResolvedChannel } from "../../channel/channel-registry.ts";
import { compileTagsFilter, type TagsFilter } from "../../subscription/tags-filter.ts";
import { toPayload } from "../../to-payload.ts";
import type { CommandContext } from "../command-context.ts";
import { failWith, type Outcome } from "../outcome.ts";
import { decide } from "./decide.ts";
import { denied } from "./denied.ts";

/** Bits of the request's flag: pushes may carry a number for the channel; an unrecoverable position is an error. */
const COMPACTION = 1;
const REJECT_UNRECOVERED = 2;

/** Subscribes. */
export function subscribe(context: CommandContext, request: SubscribeRequest): Promise<Outcome> {
  const { channel = "" } = request;
  return context.session.subscriptions.inTurn(channel, () => begin(context, request, channel));
}

async function begin(context: CommandContext, request: SubscribeRequest, name: string): Promise<Outcome> {
  const { session, services } = context;
  const channel = services.registry.resolve(name);
  if (channel === undefined) return failWith("unknownChannel");
  if (session.subscriptions.get(name) !== undefined) return failWith("alreadySubscribed");
  if (session.subscriptions.size >= services.limits.maxChannels) return failWith("limitExceeded");
  const options = judgeOptions(channel, request);
  if (!options.ok) return options.outcome;
  const allowed = await allow(context, channel, request);
  if (!allowed.ok) return allowed.outcome;
  const answer = await services.deadlines.within(
    "subscribe handler",
    services.handlers.subscribe?.({
      identity: context.as.identity,
      channel: name,
      parameters: channel.parameters,
      data: request.data,
    }),
  );
  const info = answer?.info === undefined ? allowed.grant?.info : toPayload(answer.info);
  if ((info?.bytes.length ?? 0) > services.limits.maxInfoBytes) return failWith("badRequest");
  const joinLeave = request.joinLeave === true && (await maySeeOthers(context, channel, allowed.grant));
  // What was awaited may have taken until the session ended, or the limit was reached by another channel.
  if (session.state.name === "closed") return failWith("internal");
  if (session.subscriptions.get(name) !== undefined) return failWith("alreadySubscribed");
  if (session.subscriptions.size >= services.limits.maxChannels) return failWith("limitExceeded");
  const { recover = false, offset = 0, epoch = "", flag = 0 } = request;
  const begun = await session.subscriptions.begin(channel, {
    origin: "client",
    asked: request.data,
    recover: recover ? { offset, epoch } : undefined,
    compaction: (flag & COMPACTION) !== 0,
    rejectUnrecovered: (flag & REJECT_UNRECOVERED) !== 0,
    filter: options.filter,
    delta: options.delta,
    info,
    data: answer?.data === undefined ? allowed.grant?.data : toPayload(answer.data),
    expireAt: allowed.grant?.expireAt,
    grant: allowed.grant,
    joinLeave,
  });
  return begun.ok ? { result: { subscribe: begun.result }, onQueued: begun.activate } : begun.outcome;
}

/** Joins and leaves on request tell what presence tells. */
async function maySeeOthers(
  { services, as }: CommandContext,
  channel: ResolvedChannel,
  grant: SubscriptionGrant | undefined,
): Promise<boolean> {
  if (!channel.options.joinLeave || channel.options.joinLeavePush === "always") return false;
  return (await decide(services, "presence", channel, as.identity, { isSubscribed: true, grant })).allow;
}

type JudgedOptions =
  | { readonly ok: true; readonly filter: TagsFilter | undefined; readonly delta: boolean }
  | { readonly ok: false; readonly outcome: Outcome };

function judgeOptions({ options }: ResolvedChannel, { tf, delta = "", type = 0 }: SubscribeRequest): JudgedOptions {
  const refuse = (name: "badRequest" | "notAvailable"): JudgedOptions => ({ ok: false, outcome: failWith(name) });
  if (type !== 0) return refuse("notAvailable");
  if (delta !== "" && delta !== "fossil") return refuse("badRequest");
  if (tf === undefined) return { ok: true, filter: undefined, delta: delta !== "" };
  if (!options.tagsFilter) return refuse("notAvailable");
  const compiled = compileTagsFilter(tf);
  // A difference to what was filtered out is of no use.
  return compiled.ok && delta === "" ? { ok: true, filter: compiled.filter, delta: false } : refuse("badRequest");
}

type Allowed =
  | { readonly ok: true; readonly grant: SubscriptionGrant | undefined }
  | { readonly ok: false; readonly outcome: Outcome };

async function allow(
  context: CommandContext,
  channel: ResolvedChannel,
  { token = "", data }: SubscribeRequest,
): Promise<Allowed> {
  const { services, as } = context;
  const outcome =
    token === ""
      ? undefined
      : await services.deadlines.within(
          "subscription token",
          services.authenticator.subscription(as.identity, channel.name, token),
        );
  if (outcome?.ok === false) return { ok: false, outcome: failWith(outcome.error) };
  const grant = outcome;
  const decision = await decide(services, "subscribe", channel, as.identity, {
    data,
    isSubscribed: false,
    grant,
  });
  return decision.allow
    ? { ok: true, grant }
    : { ok: false, outcome: denied(context, "subscribe", channel.name, decision) };
}
