/**
 * Counts of what passes through the hub: connections, messages in, messages out.
 * It knows numbers only, so that whoever sends and receives can be asked for them in one place.
 */

/** Running counts of one playground. */
export class Traffic {
  /** Open connections. */
  connections = 0;
  /** Messages received since the start. */
  messagesIn = 0;
  /** Messages handed to connections since the start; one to ten people is ten. */
  messagesOut = 0;
}
