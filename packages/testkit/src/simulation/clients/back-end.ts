/**
 * The server program that publishes: it calls the hub over a network that may lose the answer, and asks again with the
 * same key when it does not know what became of a publication.
 */
import type { SeededRandom } from "../../seeded-random.ts";
import type { Ledger } from "../checker/ledger.ts";
import type { HubProcess } from "../hub/hub-machine.ts";
import { Actor } from "../world/actor.ts";
import type { World } from "../world/world.ts";

/** How long it waits for an answer, and how often it asks. */
const TIMEOUT_MS = 3000;
const MAX_ATTEMPTS = 10;

interface Publication {
  readonly channel: string;
  readonly n: number;
  readonly data: unknown;
  readonly key: string | undefined;
  attempts: number;
}

/** A publisher with idempotency keys. */
export class BackEnd {
  readonly actor: Actor = new Actor("backend");
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #ledger: Ledger;
  readonly #hub: () => HubProcess | undefined;
  #retries: "on" | "off" = "on";
  #unanswered = 0;

  constructor(world: World, random: SeededRandom, ledger: Ledger, hub: () => HubProcess | undefined) {
    this.#world = world;
    this.#random = random;
    this.#ledger = ledger;
    this.#hub = hub;
  }

  /** Calls that a process that lived has not answered. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** Publishes. @param isKeyed asks again until it is known to be published. */
  publish(channel: string, n: number, data: unknown, isKeyed: boolean): void {
    this.#attempt({ channel, n, data, key: isKeyed ? `k${n}` : undefined, attempts: 0 });
  }

  /** What is not answered is left at that. */
  stopRetrying(): void {
    this.#retries = "off";
  }

  #attempt(publication: Publication): void {
    const { channel, n, data, key } = publication;
    const process = this.#hub();
    let isAnswered = false;
    publication.attempts += 1;
    this.#ledger.attempted(channel, n);
    const cancel = this.#world.schedule(this.actor, TIMEOUT_MS, "publish timeout", () => {
      if (!isAnswered) this.#again(publication);
    });
    if (process === undefined) return;
    const answer = (what: string, act: () => void): void => {
      this.#world.schedule(this.actor, this.#random.below(5), what, () => {
        isAnswered = true;
        cancel();
        act();
      });
    };
    this.#world.schedule(process.actor, this.#random.below(5), `publish m${n}`, () => {
      this.#world.note(this.actor, `publishes m${n} in ${channel}${key === undefined ? "" : " with a key"}`);
      this.#unanswered += 1;
      process.hub.publish(channel, data, key === undefined ? {} : { idempotencyKey: key }).then(
        ({ position }) => {
          this.#unanswered -= 1;
          // What the hub says counts from the moment at which it says it.
          if (position !== undefined) this.#ledger.acknowledged({ channel, ...position }, n, key !== undefined);
          answer("published", () => this.#world.note(this.actor, `m${n} is #${position?.offset ?? "-"} in ${channel}`));
        },
        (error: unknown) => {
          this.#unanswered -= 1;
          const text = error instanceof Error ? error.message : String(error);
          answer("not published", () => {
            this.#world.note(this.actor, `m${n} was refused: ${text}`);
            this.#again(publication);
          });
        },
      );
    });
  }

  #again(publication: Publication): void {
    if (publication.key === undefined || this.#retries === "off" || publication.attempts >= MAX_ATTEMPTS) return;
    this.#world.schedule(this.actor, 200 + this.#random.below(2000), "publish again", () => this.#attempt(publication));
  }

  /** A process has died with what it was asked. */
  forgetUnanswered(): void {
    this.#unanswered = 0;
  }
}
