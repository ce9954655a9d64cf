/** A condition on the tags of publications. */
import { defineMessage, list, type MessageType, message, text } from "../schema/message-type.ts";

/** A leaf compares one tag; other nodes combine their children. */
export interface FilterNode {
  /** "" for a leaf, else "and", "or" or "not". */
  readonly op?: string;
  /** The tag. */
  readonly key?: string;
  /** "eq", "neq", "in", "nin", "ex", "nex", "sw", "ew", "ct", "lt", "lte", "gt" or "gte". */
  readonly cmp?: string;
  readonly val?: string;
  /** For "in" and "nin". */
  readonly vals?: readonly string[];
  readonly nodes?: readonly FilterNode[];
}

/** @see FilterNode */
export const filterNode: MessageType<FilterNode> = defineMessage<FilterNode>("FilterNode", {
  op: text(1),
  key: text(2),
  cmp: text(3),
  val: text(4),
  vals: list(5, text(5)),
  nodes: list(
    6,
    message(6, () => filterNode),
  ),
});
