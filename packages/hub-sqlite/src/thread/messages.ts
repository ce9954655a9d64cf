/**
 * What the two threads send to each other beside operations and outcomes. Types only.
 */
import type { GroupCommitLimits } from "../group-commit.ts";
import type { StoreFaultCode } from "../sqlite-store-error.ts";

/** With what the store's thread begins. */
export interface ThreadOptions {
  readonly file: string;
  readonly cacheBytes: number;
  readonly maxPages: number | undefined;
  readonly groupCommit: GroupCommitLimits;
}

/** A fault on its way between threads. */
export interface SentFault {
  readonly code: StoreFaultCode;
  readonly detail: string | undefined;
}

/** To the store's thread: operations as bytes, or a word. */
export type ToStore =
  | Uint8Array<ArrayBuffer>
  | { readonly type: "backup"; readonly id: number; readonly path: string }
  | { readonly type: "close"; readonly now: number };

/** From it: outcomes as bytes, or a word. */
export type FromStore =
  | Uint8Array<ArrayBuffer>
  | { readonly type: "opened"; readonly time: number }
  | { readonly type: "refused"; readonly fault: SentFault }
  | { readonly type: "backed-up"; readonly id: number; readonly fault: SentFault | undefined }
  | { readonly type: "closed"; readonly fault: SentFault | undefined };
