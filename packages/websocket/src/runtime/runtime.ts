/**
 * What many connections share: clock, deadlines, batches of output, masking keys. A server has one for its connections.
 * It holds no connection's state.
 */
import { hash } from "node:crypto";
import type { NextMaskingKey, Sha1 } from "@longwire/wire";
import { type Clock, systemClock } from "./clock.ts";
import { DeadlineQueue } from "./deadline-queue.ts";
import { FlushQueue } from "./flush-queue.ts";
import { FrameRun } from "./frame-run.ts";
import { MaskMemory } from "./mask-memory.ts";
import { createMaskingKeys } from "./masking-keys.ts";
import { MessageMemory } from "./message-memory.ts";
import { OutputBlocks } from "./output-blocks.ts";

/** Shared parts of connections. */
export interface Runtime {
  readonly clock: Clock;
  readonly deadlines: DeadlineQueue;
  readonly flushes: FlushQueue;
  readonly nextMaskingKey: NextMaskingKey;
  readonly outputBlocks: OutputBlocks;
  readonly broadcasts: FrameRun;
  readonly maskMemory: MaskMemory;
  readonly messageMemory: MessageMemory;
}

/** A runtime on `clock`; default: the system's. */
export function createRuntime(clock: Clock = systemClock): Runtime {
  return {
    clock,
    deadlines: new DeadlineQueue(clock),
    flushes: new FlushQueue(),
    nextMaskingKey: createMaskingKeys(),
    outputBlocks: new OutputBlocks(),
    broadcasts: new FrameRun(),
    maskMemory: new MaskMemory(),
    messageMemory: new MessageMemory(),
  };
}

/**
 * The runtime of all client sockets of the process. It is shared so that a thousand clients need one timer and one pool
 * of random bytes; nothing can be observed through it.
 */
export const clientRuntime: Runtime = createRuntime();

/** SHA-1 by `node:crypto`, for Sec-WebSocket-Accept. */
export const sha1: Sha1 = (bytes) => hash("sha1", bytes, "buffer");
