/**
 * What a WebSocket object is, apart from its connection: the values behind its attributes.
 */
import type { BinaryType } from "./web-socket-interface.ts";

/** Values of `readyState`, by the names of the constants. */
export const readyStates = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const;

/** A value of `readyState`. */
export type ReadyState = 0 | 1 | 2 | 3;

/** Changed by the socket's methods and by the tasks of its events. */
export interface SocketState {
  readyState: ReadyState;
  /** "" until established. */
  protocol: string;
  extensions: string;
  binaryType: BinaryType;
}
