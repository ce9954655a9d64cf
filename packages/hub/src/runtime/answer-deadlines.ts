/**
 * How long is waited for what is asked of the application: rules, handlers and authentication. One timer serves all that
 * is awaited. It knows no commands; stores and brokers have time-outs of their own.
 */
import type { CancelTimer, Clock } from "../ports/clock.ts";

interface Awaited {
  readonly dueAt: number;
  readonly onLate: () => void;
}

/** Deadlines of one hub, all of the same length. */
export class AnswerDeadlines {
  readonly #clock: Clock;
  readonly #limitMs: number;
  /** In the order of their deadlines. */
  readonly #awaited = new Set<Awaited>();
  #cancel: CancelTimer | undefined;

  /** @param limitMs `Infinity`: there are none. */
  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  /** What is awaited now. */
  get size(): number {
    return this.#awaited.size;
  }

  /** The same answer, or a rejection when it has not come in time. An answer that comes later is ignored. */
  within<Value>(what: string, answer: Value | Promise<Value>): Value | Promise<Value> {
    if (!(answer instanceof Promise) || this.#limitMs === Number.POSITIVE_INFINITY) return answer;
    return new Promise((resolve, reject) => {
      const awaited: Awaited = {
        dueAt: this.#clock.now() + this.#limitMs,
        onLate: () => reject(new Error(`${what}: no answer within ${this.#limitMs} ms`)),
      };
      this.#awaited.add(awaited);
      this.#cancel ??= this.#clock.setTimer(this.#limitMs, () => this.#expire());
      answer.then(resolve, reject).finally(() => this.#awaited.delete(awaited));
    });
  }

  /** Waits for nothing more. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#awaited.clear();
  }

  #expire(): void {
    this.#cancel = undefined;
    const now = this.#clock.now();
    for (const awaited of this.#awaited) {
      if (awaited.dueAt > now) {
        this.#cancel = this.#clock.setTimer(awaited.dueAt - now, () => this.#expire());
        return;
      }
      this.#awaited.delete(awaited);
      awaited.onLate();
    }
  }
}
