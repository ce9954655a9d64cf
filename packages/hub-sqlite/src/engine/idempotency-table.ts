/**
 * The table of idempotency keys.
 */

import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Idempotency } from "@longwire/hub";

/** What a key was used for. */
export interface KnownKey {
  readonly payloadHash: string;
  readonly offset: number;
}

/** Finds and writes rows. */
export class IdempotencyTable {
  readonly #find: StatementSync;
  readonly #put: StatementSync;
  readonly #expire: StatementSync;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare("SELECT payload_hash, offset FROM idempotency WHERE log=? AND key=? AND expires > ?");
    this.#put = database.prepare("INSERT OR REPLACE INTO idempotency VALUES (?,?,?,?,?)");
    this.#expire = database.prepare(
      "DELETE FROM idempotency WHERE (log, key) IN (SELECT log, key FROM idempotency WHERE expires <= ? ORDER BY expires LIMIT ?)",
    );
  }

  find(log: number, key: string, now: number): KnownKey | undefined {
    const found = this.#find.get(log, key, now);
    return found === undefined ? undefined : { payloadHash: String(found.payload_hash), offset: Number(found.offset) };
  }

  put(log: number, { key, payloadHash, windowMs }: Idempotency, offset: number, now: number): void {
    this.#put.run(log, key, payloadHash, offset, now + windowMs);
  }

  /** Forgets old keys. @returns how many. */
  expire(now: number, limit: number): number {
    return Number(this.#expire.run(now, limit).changes);
  }
}
