/**
 * What many connections share: clock, deadlines, batches of output, masking keys. A server has one for its connections.
 * It holds no connection's state.
 */
import { hash } from "node:crypto";
import type { NextMaskingKey, Sha1 } from "@longwire/wire";
import { plainStreams, SocketStreams } from "../streams/socket-streams.ts";
import { type Clock, systemClock } from "./clock.ts";
import { DeadlineQueue } from "./deadline-queue.ts";
import { FlushQueue } from "./flush-queue.ts";
import { FrameRun } from "./frame-run.ts";
import { InterruptedInput } from "./interrupted-input.ts";
import { MaskMemory } from "./mask-memory.ts";
import { createMaskingKeys } from "./masking-keys.ts";
import { MessageMemory } from "./message-memory.ts";
import { OutputBlocks } from "./output-blocks.ts";

/** Shared parts of connections. */
export interface Runtime {
  readonly clock: Clock;
  readonly deadlines: DeadlineQueue;
  /** After the current callback. */
  readonly flushes: FlushQueue;
  /** After everything that could be read in this turn of the event loop was read. */
  readonly flushesAfterReads: FlushQueue;
  readonly interrupted: InterruptedInput;
  readonly nextMaskingKey: NextMaskingKey;
  readonly outputBlocks: OutputBlocks;
  readonly broadcasts: FrameRun;
  readonly maskMemory: MaskMemory;
  readonly messageMemory: MessageMemory;
  readonly streams: SocketStreams;
}

/** A runtime. @param clock default: the system's. @param isPlain takes the plain path for every stream. Default false. */
export function createRuntime(clock: Clock = systemClock, isPlain = false): Runtime {
  const maskMemory = new MaskMemory();
  return {
    clock,
    deadlines: new DeadlineQueue(clock),
    flushes: new FlushQueue(),
    flushesAfterReads: new FlushQueue(setImmediate),
    interrupted: new InterruptedInput(),
    nextMaskingKey: createMaskingKeys(),
    outputBlocks: new OutputBlocks(),
    broadcasts: new FrameRun(),
    maskMemory,
    messageMemory: new MessageMemory(),
    // What they read is unmasked where it was read.
    streams: isPlain ? plainStreams : new SocketStreams(() => maskMemory.readBuffer),
  };
}

/**
 * The runtime of all client sockets of the process. It is shared so that a thousand clients need one timer and one pool
 * of random bytes; nothing can be observed through it.
 */
export const clientRuntime: Runtime = createRuntime();

/** SHA-1 by `node:crypto`, for Sec-WebSocket-Accept. */
export const sha1: Sha1 = (bytes) => hash("sha1", bytes, "buffer");
