/** A condition on the tags of publications. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";

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
  op: field.text(1),
  key: field.text(2),
  cmp: field.text(3),
  val: field.text(4),
  vals: field.list(5, field.text(5)),
  nodes: field.list(
    6,
    field.message(6, () => filterNode),
  ),
});
