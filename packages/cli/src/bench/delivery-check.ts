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
