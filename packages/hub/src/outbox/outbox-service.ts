/**
 * What the outboxes of a hub share: the end of the turn at which they are flushed, the frames they have in common, and
 * the budget of the process.
 */
import type { Codec } from "@longwire/protocol";
import type { HubCounters } from "../observe/hub-counters.ts";
import type { NextTurn } from "../ports/next-turn.ts";
import { TurnBatch } from "./turn-batch.ts";

/** Outboxes that are flushed in one turn; the others wait for the next, so that reading is not kept waiting. */
const FLUSHES_PER_TURN = 2000;

/** Bounds of outboxes. See `HubLimits`. */
export interface OutboxLimits {
  readonly maxQueuedBytes: number;
  readonly maxQueuedBytesTotal: number;
  readonly maxBatchBytes: number;
  readonly writeStallMs: number;
}

/** What can be flushed. */
export interface Flushable {
  flush(): void;
}

/** Shared by all outboxes of a hub. */
export class OutboxService {
  readonly limits: OutboxLimits;
  readonly counters: HubCounters;
  /** What waits for all connections. */
  queuedBytes = 0;
  readonly #nextTurn: NextTurn;
  readonly #onError: (error: unknown) => void;
  /** The beginning of a turn, by encoding. */
  readonly #turns = new Map<Codec, TurnBatch>();
  #due: Flushable[] = [];
  #state: "idle" | "scheduled" = "idle";

  /** @param onError told when a connection throws, which must not keep the others from their messages. */
  constructor(nextTurn: NextTurn, limits: OutboxLimits, counters: HubCounters, onError: (error: unknown) => void) {
    this.#nextTurn = nextTurn;
    this.#onError = onError;
    this.limits = limits;
    this.counters = counters;
  }

  /** Has `outbox` flushed at the end of this turn. To be called once until then. */
  flushLater(outbox: Flushable): void {
    this.#due.push(outbox);
    this.#schedule();
  }

  /** What a connection has of this turn before its first message. */
  turnFor(codec: Codec): TurnBatch {
    let turn = this.#turns.get(codec);
    if (turn === undefined) {
      turn = TurnBatch.none(codec);
      this.#turns.set(codec, turn);
    }
    return turn;
  }

  #schedule(): void {
    if (this.#state === "scheduled") return;
    this.#state = "scheduled";
    this.#nextTurn(() => this.#flush());
  }

  #flush(): void {
    this.#state = "idle";
    const due = this.#due;
    this.#due = due.length > FLUSHES_PER_TURN ? due.slice(FLUSHES_PER_TURN) : [];
    if (this.#due.length > 0) this.#schedule();
    for (let i = 0; i < due.length && i < FLUSHES_PER_TURN; i += 1) this.#flushOne(due[i]);
    // What connections have in common does not outlive the turn.
    this.#turns.clear();
  }

  #flushOne(outbox: Flushable | undefined): void {
    try {
      outbox?.flush();
    } catch (error) {
      this.#onError(error);
    }
  }
}
