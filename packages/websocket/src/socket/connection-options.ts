/**
 * What every protocol connection of this package is made with: the clock, the masking keys and the memory of a runtime.
 * It knows no role and no handler.
 */
import { ConnectionProfile, type Limits } from "@longwire/wire";
import type { Runtime } from "../runtime/runtime.ts";
import type { SocketConnectionOptions } from "./accepted-socket.ts";

/** What the connections of one server have in common. @param returnsMemory whether their streams do (`ByteStream`). */
export function serverProfile(
  runtime: Runtime,
  limits: Limits,
  { autoPong, returnsMemory }: { readonly autoPong: boolean; readonly returnsMemory: boolean },
): ConnectionProfile {
  return new ConnectionProfile({
    role: "server",
    limits,
    allocate: runtime.messageMemory.allocate,
    autoPong,
    copyMasked: runtime.maskMemory.copyMasked,
    outputMemory: returnsMemory ? runtime.outputBlocks : undefined,
  });
}

/** Moves a heartbeat. A masking key is as good as any other random number: -1 to 1. */
export function pingJitter(runtime: Runtime): number {
  return runtime.nextMaskingKey() / 2 ** 31 - 1;
}

/** The options of a connection that begins now. To be called once per connection: the Ping jitter is drawn here. */
export function connectionOptions(runtime: Runtime, limits: Limits): Omit<SocketConnectionOptions, "handler"> {
  return {
    limits,
    now: runtime.clock.now(),
    nextMaskingKey: runtime.nextMaskingKey,
    allocate: runtime.messageMemory.allocate,
    copyMasked: runtime.maskMemory.copyMasked,
    pingJitter: pingJitter(runtime),
  };
}
