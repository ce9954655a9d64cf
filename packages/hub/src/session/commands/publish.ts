/**
 * The publish command.
 */
import type { PublishRequest, PublishResult } from "@longwire/protocol";
import type { ResolvedChannel } from "../../channel/channel-registry.ts";
import type { NewEntry } from "../../ports/history-store.ts";
import { toPayload } from "../../to-payload.ts";
import type { CommandContext } from "../command-context.ts";
import { failWith, type Outcome } from "../outcome.ts";
import { clientInfo } from "../subscription-result.ts";
import { allowedInChannel } from "./allowed-in-channel.ts";

/** Publishes for a client. */
export function publish(context: CommandContext, request: PublishRequest): Outcome | Promise<Outcome> {
  const { channel = "", data, type = 0, idempotencyKey = "", removed = false } = request;
  if (channel === "" || data === undefined) return failWith("badRequest");
  if (type !== 0 || removed) return failWith("notAvailable");
  // A character has one byte at least.
  if (Buffer.byteLength(idempotencyKey) > context.services.limits.maxIdempotencyKeyBytes) return failWith("badRequest");
  return allowedInChannel(context, "publish", channel, data, (resolved) => publishTo(context, resolved, request));
}

async function publishTo(context: CommandContext, channel: ResolvedChannel, request: PublishRequest): Promise<Outcome> {
  const { publisher } = context.services;
  const entry = await entryOf(context, channel, request);
  const { idempotencyKey } = request;
  const outcome = await publisher.publish(channel, entry, idempotencyKey === undefined ? {} : { idempotencyKey });
  if (outcome.outcome === "key-reused") return failWith("badRequest");
  const { position } = outcome;
  const result: PublishResult = position === undefined ? {} : { offset: position.offset, epoch: position.epoch };
  return { result: { publish: result } };
}

async function entryOf(
  { session, services, as }: CommandContext,
  { name, parameters }: ResolvedChannel,
  request: PublishRequest,
): Promise<NewEntry> {
  // Its absence was answered before.
  const data = request.data as NonNullable<PublishRequest["data"]>;
  const handler = services.handlers.publish;
  const answer =
    handler === undefined
      ? undefined
      : await services.deadlines.within(
          "publish handler",
          handler({ identity: as.identity, channel: name, parameters, data }),
        );
  return {
    data: answer?.data === undefined ? data : toPayload(answer.data),
    info: clientInfo(session, undefined),
    time: services.clock.wallTime(),
    ...(answer?.tags === undefined ? {} : { tags: new Map(Object.entries(answer.tags)) }),
    ...(request.key === undefined || request.key === "" ? {} : { key: request.key }),
  };
}
