/**
 * What every protocol connection of this package is made with: the clock, the masking keys and the memory of a runtime.
 * It knows no role and no handler.
 */
import type { Limits } from "@longwire/wire";
import type { Runtime } from "../runtime/runtime.ts";
import type { SocketConnectionOptions } from "./accepted-socket.ts";

/** One function for all connections. */
const allocate = (length: number): Uint8Array => Buffer.allocUnsafe(length);

/** The options of a connection that begins now. To be called once per connection: the Ping jitter is drawn here. */
export function connectionOptions(runtime: Runtime, limits: Limits): Omit<SocketConnectionOptions, "handler"> {
  return {
    limits,
    now: runtime.clock.now(),
    nextMaskingKey: runtime.nextMaskingKey,
    allocate,
    // A masking key is as good as any other random number: -1 to 1.
    pingJitter: runtime.nextMaskingKey() / 2 ** 31 - 1,
  };
}
