/**
 * Operations that wait for their outcome. What they hold is bounded.
 */
import type { Outcome } from "../codec/outcome.ts";
import { SqliteStoreError } from "../sqlite-store-error.ts";

type Success = Exclude<Outcome, { type: "failed" }>;

interface Waiting {
  readonly bytes: number;
  readonly resolve: (outcome: Success) => void;
  readonly reject: (error: SqliteStoreError) => void;
}

/** What an operation costs beside what it holds. */
const OVERHEAD_BYTES = 256;

/** Operations by number. */
export class Pending {
  readonly #maxBytes: number;
  readonly #waiting = new Map<number, Waiting>();
  #bytes = 0;
  #lastId = 0;
  #error: SqliteStoreError | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Waits for an operation that `begin` begins. Rejects with `overloaded` when too much waits already. */
  add(bytes: number, begin: (id: number) => void): Promise<Success> {
    return new Promise((resolve, reject) => {
      if (this.#error !== undefined) throw this.#error;
      const cost = bytes + OVERHEAD_BYTES;
      if (this.#bytes + cost > this.#maxBytes) throw new SqliteStoreError("overloaded");
      const id = this.#nextId();
      begin(id);
      this.#bytes += cost;
      this.#waiting.set(id, { bytes: cost, resolve, reject });
    });
  }

  settle(id: number, outcome: Outcome): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    this.#bytes -= waiting.bytes;
    if (outcome.type === "failed") waiting.reject(outcome.error);
    else waiting.resolve(outcome);
  }

  /** Nothing is answered any more. */
  failAll(error: SqliteStoreError): void {
    this.#error ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#bytes = 0;
  }

  #nextId(): number {
    this.#lastId = (this.#lastId + 1) >>> 0;
    return this.#lastId;
  }
}
