/**
 * What many connections share: clock, deadlines, batches of output, masking keys. A server has one for its connections.
 * It holds no connection's state.
 */
import { createHash } from "node:crypto";
import type { NextMaskingKey, Sha1 } from "@longwire/wire";
import { type Clock, systemClock } from "./clock.ts";
import { DeadlineQueue } from "./deadline-queue.ts";
import { FlushQueue } from "./flush-queue.ts";
import { InterruptedInput } from "./interrupted-input.ts";
import { createMaskingKeys } from "./masking-keys.ts";
import { OutputBlocks } from "./output-blocks.ts";

/** Shared parts of connections. */
export interface Runtime {
  readonly clock: Clock;
  readonly deadlines: DeadlineQueue;
  readonly flushes: FlushQueue;
  readonly interrupted: InterruptedInput;
  readonly nextMaskingKey: NextMaskingKey;
  readonly outputBlocks: OutputBlocks;
}

/** A runtime on `clock`; default: the system's. */
export function createRuntime(clock: Clock = systemClock): Runtime {
  return {
    clock,
    deadlines: new DeadlineQueue(clock),
    flushes: new FlushQueue(),
    interrupted: new InterruptedInput(),
    nextMaskingKey: createMaskingKeys(),
    outputBlocks: new OutputBlocks(),
  };
}

/**
 * The runtime of all client sockets of the process. It is shared so that a thousand clients need one timer and one pool
 * of random bytes; nothing can be observed through it.
 */
export const clientRuntime: Runtime = createRuntime();

/** SHA-1 by `node:crypto`, for Sec-WebSocket-Accept. */
export const sha1: Sha1 = (bytes) => createHash("sha1").update(bytes).digest();
