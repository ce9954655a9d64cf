/**
 * Time that moves only when a test says so. Things due at the same moment happen in the order in which they were asked
 * for, so a run is the same every time. It knows no protocol and no real timer.
 */

interface Appointment {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

/** A clock in milliseconds that starts at 0 (or where it is told to). */
export class VirtualClock {
  #now: number;
  #order = 0;
  #appointments: Appointment[] = [];

  /** @param now the first moment, in milliseconds. Default 0. */
  constructor(now = 0) {
    this.#now = now;
  }

  /** The present moment. */
  get now(): number {
    return this.#now;
  }

  /** The next moment at which something is due, or `Infinity`. */
  get next(): number {
    return this.#appointments.reduce((least, appointment) => Math.min(least, appointment.at), Number.POSITIVE_INFINITY);
  }

  /**
   * Has `action` done at the moment `at` (now, if that has passed), within `advance` or `runToEnd`.
   * @returns a function that calls it off.
   */
  schedule(at: number, action: () => void): () => void {
    this.#order += 1;
    const appointment: Appointment = { at: Math.max(at, this.#now), order: this.#order, action };
    this.#appointments.push(appointment);
    return () => {
      this.#appointments = this.#appointments.filter((other) => other !== appointment);
    };
  }

  /** Moves time on by `byMs` and does everything due by then, also what is asked for on the way. */
  advance(byMs: number): void {
    const end = this.#now + byMs;
    while (this.next <= end) this.#doNext();
    this.#now = end;
  }

  /**
   * Does everything that is due, at its moment, until nothing is left or `limitMs` have passed.
   * @throws Error after 1,000,000 actions: the test would never end.
   */
  runToEnd(limitMs: number): void {
    const end = this.#now + limitMs;
    for (let actions = 0; this.next <= end; actions += 1) {
      if (actions > 1_000_000) throw new Error(`no end of things to do at ${this.#now} ms`);
      this.#doNext();
    }
  }

  #doNext(): void {
    const first = this.#appointments.reduce((a, b) => (b.at < a.at || (b.at === a.at && b.order < a.order) ? b : a));
    this.#appointments = this.#appointments.filter((other) => other !== first);
    this.#now = first.at;
    first.action();
  }
}
