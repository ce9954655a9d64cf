/**
 * One direction of a simulated connection: messages keep their order, take their time, wait while the line is held or slow,
 * and are gone when it is cut. It knows sizes, no contents.
 */
import type { Actor } from "../world/actor.ts";
import type { World } from "../world/world.ts";

/** How a direction behaves. */
export interface PipeNature {
  /** Asked for each message: milliseconds on the way. */
  readonly latencyMs: () => number;
  /** What leaves in a millisecond; `Infinity`: everything at once. */
  bytesPerMs: number;
}

interface Waiting {
  readonly bytes: number;
  readonly arrive: () => void;
}

/** A queue of messages from one end to the other. */
export class Pipe {
  readonly #world: World;
  readonly #receiver: Actor;
  readonly #name: string;
  readonly nature: PipeNature;
  readonly #onDeparted: () => void;
  readonly #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #lastArrival = 0;
  #state: "flowing" | "held" | "cut" = "flowing";
  #isSending = false;

  /** @param onDeparted told when something has left. */
  constructor(world: World, name: string, receiver: Actor, nature: PipeNature, onDeparted: () => void) {
    this.#world = world;
    this.#name = name;
    this.#receiver = receiver;
    this.nature = nature;
    this.#onDeparted = onDeparted;
  }

  /** What has been given to it and has not left. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Sends `bytes`; `arrive` happens to the receiver when the last of them is there. */
  send(bytes: number, arrive: () => void): void {
    if (this.#state === "cut") return;
    this.#waiting.push({ bytes, arrive });
    this.#waitingBytes += bytes;
    this.#pump();
  }

  /** Nothing leaves until `release`: what is sent waits. */
  hold(): void {
    if (this.#state === "flowing") this.#state = "held";
  }

  release(): void {
    if (this.#state !== "held") return;
    this.#state = "flowing";
    this.#pump();
  }

  /** What waits and what is sent from now on is lost. What is on the way arrives, unless the receiver is deaf to it. */
  cut(): void {
    this.#state = "cut";
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
  }

  #pump(): void {
    while (this.#state === "flowing" && !this.#isSending) {
      const first = this.#waiting[0];
      if (first === undefined) return;
      if (this.nature.bytesPerMs === Number.POSITIVE_INFINITY) {
        this.#depart();
      } else {
        this.#isSending = true;
        const takesMs = first.bytes / this.nature.bytesPerMs;
        this.#world.schedule(this.#world.nature, takesMs, `${this.#name} leaves`, () => {
          this.#isSending = false;
          // A line that was held meanwhile sends it again from its first byte.
          if (this.#state === "flowing") this.#depart();
          this.#pump();
        });
      }
    }
  }

  #depart(): void {
    const first = this.#waiting.shift();
    if (first === undefined) return;
    this.#waitingBytes -= first.bytes;
    const arrival = Math.max(this.#lastArrival, this.#world.now + this.nature.latencyMs());
    this.#lastArrival = arrival;
    this.#world.schedule(this.#receiver, arrival - this.#world.now, `${this.#name} arrives`, first.arrive);
    this.#onDeparted();
  }
}
