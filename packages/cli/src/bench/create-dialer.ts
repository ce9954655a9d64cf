/**
 * The choice of who moves a load's bytes: the runtime's own TCP handle where it can be used (`handle-stream.ts`), else
 * `node:net` or `node:tls` (`socket-stream.ts`).
 */
import { HandleDialer } from "./handle-stream.ts";
import type { Dialer } from "./load-stream.ts";
import type { LoadTarget } from "./load-target.ts";
import { SocketDialer } from "./socket-stream.ts";
import { tcpBindingFor } from "./tcp-binding.ts";

/** The quicker way where it is there. */
export function createDialer(target: LoadTarget): Dialer {
  const binding = target.tls === undefined ? tcpBindingFor(target.address) : undefined;
  return binding === undefined ? new SocketDialer(target) : new HandleDialer(target, binding);
}
