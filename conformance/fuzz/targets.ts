/**
 * All fuzz targets, with their share of the time.
 */
import { extensionsTarget } from "./extensions-target.ts";
import { framesTarget } from "./frames-target.ts";
import { requestTarget } from "./request-target.ts";
import { responseTarget } from "./response-target.ts";
import type { FuzzTarget } from "./target.ts";

/** Shares add up to 1. */
export const fuzzTargets: readonly { readonly target: FuzzTarget; readonly share: number }[] = [
  { target: framesTarget, share: 0.7 },
  { target: requestTarget, share: 0.15 },
  { target: responseTarget, share: 0.1 },
  { target: extensionsTarget, share: 0.05 },
];
