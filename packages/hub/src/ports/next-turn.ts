/**
 * The port to the event loop: how the hub ends a turn, so that what happened in it leaves in one write, and how long work
 * lets others in between. Tests run turns by hand.
 */

/** Runs `task` in a turn of its own, after the events that are at hand now. Tasks run in the order of the calls. */
export type NextTurn = (task: () => void) => void;
