/**
 * What can be wrong with a store, what it means, and what to do about it: one table. It knows SQLite's result codes and no
 * files.
 */

/** A row of the table. */
export interface Fault {
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** What a store can fail with. */
export type StoreFaultCode =
  | "missing"
  | "locked"
  | "corrupt"
  | "foreign"
  | "newer-version"
  | "full"
  | "read-only"
  | "io"
  | "overloaded"
  | "closed"
  | "stopped";

/** What each means, and what to do. */
export const storeFaults: Readonly<Record<StoreFaultCode, Fault>> = {
  missing: { message: "there is no such file", remedy: "name the directory that `longwire serve` was given" },
  locked: {
    message: "another process uses the data",
    remedy: "stop the other process, or give this one a directory of its own",
  },
  corrupt: {
    message: "the data is damaged",
    remedy:
      "look at it with `longwire data check`, and put a backup in its place; subscribers are told that they could not recover",
  },
  foreign: {
    message: "the file is no store of Longwire",
    remedy: "name another directory: nothing was changed in this one",
  },
  "newer-version": {
    message: "the data was written by a newer version of Longwire",
    remedy: "use that version or a newer one; going back needs a backup from before",
  },
  full: {
    message: "the disk is full",
    remedy:
      "make room, or shorten the history of the channels; publishing works again as soon as there is room, and nothing that was acknowledged is lost",
  },
  "read-only": {
    message: "the data cannot be written",
    remedy: "give this user write permission for the directory and all files in it, and mount the file system writable",
  },
  io: {
    message: "the disk failed",
    remedy:
      "look at the system's log for the device; start again when it works: what was not acknowledged may be missing",
  },
  overloaded: {
    message: "more is being published than the disk takes",
    remedy: "publish less at once, use a faster disk, or raise `maxPendingBytes`",
  },
  closed: { message: "the history store is closed", remedy: "open it again" },
  stopped: {
    message: "the thread of the store has ended",
    remedy: "start the process again, and report this with the message of the cause",
  },
};

/** A store cannot do what it was asked. `message` says what is wrong and `remedy` what to do. */
export class SqliteStoreError extends Error {
  override readonly name: string = "SqliteStoreError";
  readonly code: StoreFaultCode;
  readonly remedy: string;
  /** What exactly: a file, a process, or what SQLite said. */
  readonly detail: string | undefined;

  constructor(code: StoreFaultCode, detail?: string, options?: ErrorOptions) {
    const { message, remedy } = storeFaults[code];
    super(`${message}${detail === undefined ? "" : ` (${detail})`}: ${remedy}`, options);
    this.code = code;
    this.remedy = remedy;
    this.detail = detail;
  }
}

/** By SQLite's primary result code (https://www.sqlite.org/rescode.html). */
const byResultCode: Readonly<Record<number, StoreFaultCode>> = {
  5: "locked",
  6: "locked",
  8: "read-only",
  10: "io",
  11: "corrupt",
  13: "full",
  14: "read-only",
  26: "foreign",
};

/** By the system's error code, where a file is made without SQLite. */
const bySystemCode: Readonly<Record<string, StoreFaultCode>> = {
  EACCES: "read-only",
  EPERM: "read-only",
  EROFS: "read-only",
  ENOSPC: "full",
  EDQUOT: "full",
};

/** `error` as one of the store's; what is none of SQLite's is an error of the disk. */
export function toStoreError(error: unknown, file?: string): SqliteStoreError {
  if (error instanceof SqliteStoreError) return error;
  const {
    errcode,
    code = "",
    message = String(error),
  } = error as { errcode?: number; code?: string; message?: string };
  const fault = (errcode === undefined ? bySystemCode[code] : byResultCode[errcode & 0xff]) ?? "io";
  return new SqliteStoreError(fault, file === undefined ? message : `${file}: ${message}`, { cause: error });
}
