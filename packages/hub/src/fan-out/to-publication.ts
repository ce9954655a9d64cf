/**
 * An entry of a log as clients see it.
 */
import type { Publication } from "@longwire/protocol";
import type { Entry } from "../ports/history-store.ts";

/** The publication of `entry`. */
export function toPublication({ data, info, offset, tags, time, key }: Entry): Publication {
  return {
    data,
    offset,
    time,
    ...(info === undefined ? {} : { info }),
    ...(tags === undefined ? {} : { tags }),
    ...(key === undefined ? {} : { key }),
  };
}
