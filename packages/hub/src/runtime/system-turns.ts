/**
 * The turns of Node's event loop.
 */
import type { NextTurn } from "../ports/next-turn.ts";

/** Turns of the event loop: after the I/O events that are at hand. */
export const nextSystemTurn: NextTurn = (task) => {
  setImmediate(task);
};
