/**
 * Says what has been done, and how much of the expected time is over. It knows no measurement.
 */

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The progress of one run of the bench. */
export class Progress {
  readonly #startedMs: number = performance.now();
  readonly #say: (line: string) => void;
  #left: number;

  /** @param expectedSeconds what all of it takes, about. @param say writes a line. */
  constructor(expectedSeconds: number, say: (line: string) => void) {
    this.#left = expectedSeconds;
    this.#say = say;
  }

  /** What was expected to take `expectedSeconds` is over. */
  done(expectedSeconds: number, line: string): void {
    this.#left = Math.max(0, this.#left - expectedSeconds);
    const elapsed = (performance.now() - this.#startedMs) / 1000;
    this.#say(`[${clock(elapsed)}, ${clock(this.#left)} to go] ${line}`);
  }
}
