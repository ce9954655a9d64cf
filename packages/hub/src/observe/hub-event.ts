/**
 * What a hub tells whoever watches it: for logs and histograms. Types only. No event holds a token, a payload, a header or
 * anything else of a connection's own words but names that the hub has accepted: users, and channels that are declared.
 */
import type { Action } from "../auth/decision.ts";

/** Which connection an event is about. */
export interface ObservedConnection {
  /** Id of the connection. */
  readonly client: string;
  /** Undefined before it is known. */
  readonly user: string | undefined;
}

/** Something that happened. */
export type HubEvent =
  /** A connection was let in. */
  | (ObservedConnection & { readonly type: "connected"; readonly encoding: "json" | "protobuf" })
  /** A connect or refresh command was refused. `reason` is a word for machines, such as "token-expired". */
  | (ObservedConnection & { readonly type: "refused"; readonly code: number; readonly reason: string })
  /** A connection has ended. `reason` is the server's; what a client says of its going is not repeated. */
  | (ObservedConnection & {
      readonly type: "disconnected";
      readonly by: "server" | "client";
      readonly code: number;
      readonly reason: string | undefined;
      /** Since it was let in; undefined when it was not. */
      readonly lastedMs: number | undefined;
    })
  /** A rule said no. */
  | (ObservedConnection & {
      readonly type: "denied";
      readonly action: Action;
      readonly channel: string;
      readonly code: number;
      readonly rule: string;
      readonly reason: string;
    })
  /** A connection reads more slowly than is written to it. */
  | (ObservedConnection & {
      readonly type: "slow-consumer";
      readonly action: "disconnect" | "pause-and-recover";
      /** Undefined for the connection as a whole. */
      readonly channel: string | undefined;
      /** What waited for it. */
      readonly queuedBytes: number;
    })
  /** A gap was found in what a subscription was given, and it was told. */
  | (ObservedConnection & { readonly type: "insufficient-state"; readonly channel: string })
  /** A publication was committed to a log. */
  | { readonly type: "history-appended"; readonly durationMs: number }
  /** A publication was handed to the broker. */
  | { readonly type: "broker-published"; readonly durationMs: number };

/** Told what happens, at once: it must be quick. What it throws is reported and goes no further. */
export type HubObserver = (event: HubEvent) => void;
