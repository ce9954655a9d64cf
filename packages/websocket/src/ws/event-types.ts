/**
 * The members that the event objects of the `ws` entry are made with.
 */

/** Members of a `CloseEvent`. */
export interface CloseEventInit {
  readonly code?: number;
  readonly reason?: string;
  readonly wasClean?: boolean;
}

/** Members of an `ErrorEvent`. */
export interface ErrorEventInit {
  readonly error?: unknown;
  readonly message?: string;
}

/** Members of a `MessageEvent`. */
export interface MessageEventInit {
  readonly data?: unknown;
}
