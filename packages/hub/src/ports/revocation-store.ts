/**
 * The revocation port: which revocations hold, beyond the life of a process. Every node has them in memory as well, since
 * each request is judged by them; a node reads them here when it starts, and hears of new ones from the broker.
 */

/** Whom a revocation is about. Times are Unix times in milliseconds. */
export interface Revocation {
  readonly user: string;
  /** Only this session; default: all of the user. */
  readonly session?: string | undefined;
  /** What was known of the user before this moment is void. */
  readonly before: number;
}

/** Keeps revocations for as long as any token lives that they could be about. */
export interface RevocationStore {
  /** Resolves when it is kept. One that is not later than the one that is known for the same user and session changes nothing. */
  add(revocation: Revocation): Promise<void>;
  /** Those that are kept, the latest for each user and session, in any order. */
  list(): Promise<readonly Revocation[]>;
  close(): Promise<void>;
}
