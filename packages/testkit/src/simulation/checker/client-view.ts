/**
 * What one client was shown of one channel, and what it was told: the view that an application builds on. It must be the
 * log, from where it was told that it begins, without a gap, a repetition or a stranger.
 */
import type { Ledger } from "./ledger.ts";
import type { Verdicts } from "./verdicts.ts";

/** How a channel recovers: everything, the newest, not at all though with positions, or without a log. */
export type ViewMode = "stream" | "cache" | "positioned" | "plain";

/** What a client is told when a subscription is made. */
export interface ToldSubscribed {
  readonly wasRecovering: boolean;
  readonly recovered: boolean;
  readonly hasRecoveredPublications: boolean;
  readonly streamPosition?: { readonly offset: number; readonly epoch: string } | undefined;
}

/** A view of a channel. */
export class ClientView {
  readonly #name: string;
  readonly #channel: string;
  readonly #mode: ViewMode;
  readonly #ledger: Ledger;
  readonly #verdicts: Verdicts;
  readonly #shownOf = new Map<number, number>();
  #position: { offset: number; epoch: string } | undefined;
  /** The newest entry of the log may follow, whatever its offset. */
  #mayJump = false;

  constructor(client: string, channel: string, mode: ViewMode, ledger: Ledger, verdicts: Verdicts) {
    this.#name = `${client} in ${channel}`;
    this.#channel = channel;
    this.#mode = mode;
    this.#ledger = ledger;
    this.#verdicts = verdicts;
  }

  /** Where the client stands; undefined without a position. */
  get position(): { readonly offset: number; readonly epoch: string } | undefined {
    return this.#position;
  }

  /** True when the application was shown the publication `n`. */
  hasSeen(n: number): boolean {
    return this.#shownOf.has(n);
  }

  subscribed({ wasRecovering, recovered, hasRecoveredPublications, streamPosition }: ToldSubscribed): void {
    if (streamPosition === undefined) return;
    const { offset, epoch } = streamPosition;
    if (wasRecovering && recovered && this.#mode === "stream") {
      const before = this.#position;
      const isSame = before !== undefined && before.epoch === epoch && before.offset === offset;
      this.#verdicts.expect("I5", isSame, () => {
        const stood = before === undefined ? "nowhere" : `#${before.offset} of ${before.epoch}`;
        return `${this.#name} stood at ${stood} and was recovered from #${offset} of ${epoch}`;
      });
    }
    this.#mayJump = this.#mode === "cache" && hasRecoveredPublications;
    this.#position = { offset, epoch };
  }

  /** The application is shown an entry. */
  shown(offset: number | undefined, n: number): void {
    const times = (this.#shownOf.get(n) ?? 0) + 1;
    this.#shownOf.set(n, times);
    const position = this.#position;
    if (position === undefined || offset === undefined) {
      const attempts = this.#ledger.attemptsOf(this.#channel, n);
      this.#verdicts.expect("I2", times <= attempts, () => `${this.#name} was shown m${n} ${times} times`);
      return;
    }
    const { epoch } = position;
    this.#ledger.identify({ channel: this.#channel, epoch, offset }, n, this.#name);
    if (!this.#mayJump) {
      const last = position.offset;
      this.#verdicts.expect("I2", offset !== last, () => `${this.#name} was shown #${offset} m${n} again`);
      this.#verdicts.expect("I3", offset >= last, () => `${this.#name} was shown #${offset} m${n} after #${last}`);
      this.#verdicts.expect(
        "I1",
        offset <= last + 1,
        () => `${this.#name} was shown #${offset} m${n} right after #${last}`,
      );
    }
    this.#mayJump = false;
    this.#position = { offset, epoch };
  }
}
