/**
 * Numbers the messages of one sender and watches, for each receiver, whether they arrive once, in order and unchanged.
 * It knows nothing of connections; without it (`--verify` not given) messages are only counted.
 */
import type { FrameSink } from "./frame-counter.ts";
import { type LoadFrames, NumberedPayloads, numberModulus } from "./load-frames.ts";
import type { DeliveryFaults } from "./load-meter.ts";
import { SequenceCheck } from "./sequence-check.ts";

/** What one receiver gets of one sender. */
export class DeliveryCheck {
  readonly #sequence: SequenceCheck;
  readonly #payloads: NumberedPayloads;

  /** @param sizeBytes at least 1: an empty message has no number. */
  constructor(sizeBytes: number) {
    this.#sequence = new SequenceCheck(numberModulus(sizeBytes));
    this.#payloads = new NumberedPayloads(sizeBytes, (number) => this.#sequence.arrived(number));
  }

  /** To be given to the receiver's frame counter. */
  get onPayload(): NonNullable<FrameSink["onPayload"]> {
    return (bytes, start, end, offset) => this.#payloads.receive(bytes, start, end, offset);
  }

  /** Adds what went wrong to `total`. */
  addTo(total: DeliveryFaults): void {
    const { lost, duplicated, reordered } = this.#sequence.faults;
    total.lost += lost;
    total.duplicated += duplicated;
    total.reordered += reordered;
    total.corrupted += this.#payloads.corrupted;
  }
}

/** The checks of all receivers of one load; none unless it is verified. */
export class DeliveryChecks {
  readonly #sizeBytes: number;
  readonly #isVerified: boolean;
  readonly #checks: DeliveryCheck[] = [];

  constructor({ sizeBytes, isVerified }: { readonly sizeBytes: number; readonly isVerified: boolean }) {
    this.#sizeBytes = sizeBytes;
    this.#isVerified = isVerified;
  }

  /** Makes the check of one more receiver; to be called for each. */
  get newOnPayload(): (() => NonNullable<FrameSink["onPayload"]>) | undefined {
    if (!this.#isVerified) return undefined;
    return () => {
      const check = new DeliveryCheck(this.#sizeBytes);
      this.#checks.push(check);
      return check.onPayload;
    };
  }

  /** What went wrong with all of them. @param lost messages that never came back. */
  faults(lost: number): DeliveryFaults {
    const faults = { lost, duplicated: 0, reordered: 0, corrupted: 0 };
    for (const check of this.#checks) check.addTo(faults);
    return faults;
  }
}

/** One sender's messages: all the same, or numbered. */
export class MessageSource {
  readonly #frames: LoadFrames;
  readonly #isNumbered: boolean;
  readonly #write: (bytes: Buffer) => void;
  #next = 0;

  constructor(frames: LoadFrames, isNumbered: boolean, write: (bytes: Buffer) => void) {
    this.#frames = frames;
    this.#isNumbered = isNumbered;
    this.#write = write;
  }

  /** Sends the next `count` messages. */
  send(count: number): void {
    if (!this.#isNumbered) {
      this.#frames.write(count, this.#write);
      return;
    }
    const numbered = Array.from({ length: count }, (_, index) => this.#frames.numbered(this.#next + index));
    this.#next += count;
    this.#write(Buffer.concat(numbered));
  }
}
