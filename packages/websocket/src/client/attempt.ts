/**
 * One attempt of a client to open a connection: dial, handshake, deadline, cancellation. It ends in an accepted
 * handshake or in an error, once; it is over before the socket can be used.
 */
import type { Duplex } from "node:stream";
import type { ConnectionOptions, HandshakeResult } from "@longwire/wire";
import { dialHttp2 } from "../http2/dial-http2.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { ConnectPlan } from "./connect-options.ts";
import type { CancelDial, DialSink } from "./dial.ts";
import { dialAgent } from "./dial-agent.ts";
import { dialDirect } from "./dial-direct.ts";
import { HandshakeError } from "./handshake-error.ts";

/** The good end of a handshake. */
export type AcceptedHandshake = Extract<HandshakeResult, { readonly type: "accepted" }>;

/** What an attempt ends in. */
export interface AttemptSink {
  /** What the connection is to be made of, once the handshake is accepted. */
  connectionOptions(): Omit<ConnectionOptions, "role" | "transform">;
  onAccepted(accepted: AcceptedHandshake, stream: Duplex, early: Uint8Array): void;
  onFailed(error: Error): void;
}

/** Starts an attempt. @returns a function that gives it up; nothing of the sink is called after it. */
export function startAttempt(plan: ConnectPlan, runtime: Runtime, sink: AttemptSink): () => void {
  const { limits } = plan;
  const settle = (): void => cancelTimer();
  const fail = (error: Error): void => {
    settle();
    sink.onFailed(error);
  };
  const dialSink: DialSink = {
    onError: (error) => fail(error instanceof Error ? error : new HandshakeError(error, undefined)),
    onAnswer: (head, stream, early) => {
      const handshake = head.httpVersion === "2.0" && plan.http2 !== undefined ? plan.http2.handshake : plan.handshake;
      const result = handshake.receive(head, sink.connectionOptions());
      if (result.type === "accepted") {
        settle();
        sink.onAccepted(result, stream, early);
        return;
      }
      stream.on("error", () => undefined); // the attempt has failed already
      stream.destroy();
      if (result.type === "failed") fail(new HandshakeError(result.failure, head));
      else fail(new Error("an informational response was taken for the final one"));
    },
  };
  const cancelDial = dial(plan, dialSink);
  const cancelTimer =
    limits.handshakeTimeoutMs > 0
      ? runtime.clock.setTimer(limits.handshakeTimeoutMs, () => {
          cancelDial();
          sink.onFailed(new Error(`the server did not answer the handshake within ${limits.handshakeTimeoutMs} ms`));
        })
      : (): void => undefined;
  return () => {
    settle();
    cancelDial();
  };
}

function dial(plan: ConnectPlan, sink: DialSink): CancelDial {
  if (plan.http2 !== undefined) return dialHttp2(plan, plan.http2, sink);
  return plan.agent === undefined ? dialDirect(plan, sink) : dialAgent(plan, sink);
}
