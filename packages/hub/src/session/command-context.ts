/**
 * What a command of a connected session works with. Types only.
 */
import type { HubServices } from "../hub-services.ts";
import type { Session } from "./session.ts";
import type { ConnectedAs } from "./session-state.ts";

/** Who runs a command, and with what. */
export interface CommandContext {
  readonly session: Session;
  readonly services: HubServices;
  readonly as: ConnectedAs;
}
