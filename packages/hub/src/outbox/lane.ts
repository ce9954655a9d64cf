/**
 * What waits of one subscription in one outbox, in order. It knows the links between items, so that one can be taken out of
 * the middle and what was left out is counted at the item after it; it knows no bytes and no policy's reasons.
 */
import type { Push } from "@longwire/protocol";
import type { SlowConsumerPolicy } from "../channel/channel-options.ts";

/** One message that waits. */
export interface Item {
  readonly bytes: Uint8Array;
  readonly push: Push | undefined;
  readonly lane: Lane | undefined;
  state: "waiting" | "gone";
  /** Publications of the lane that were left out just before this one. */
  skipped: number;
  before: Item | undefined;
  after: Item | undefined;
}

/** The waiting publications of one subscription. */
export class Lane {
  readonly policy: SlowConsumerPolicy;
  #first: Item | undefined;
  #last: Item | undefined;
  #count = 0;
  #byKey: Map<string, Item> | undefined;

  constructor(policy: SlowConsumerPolicy) {
    this.policy = policy;
  }

  /** Appends `item`. @returns the item that has to make room for it, taken out already. */
  append(item: Item): Item | undefined {
    item.before = this.#last;
    if (this.#last === undefined) this.#first = item;
    else this.#last.after = item;
    this.#last = item;
    this.#count += 1;
    const displaced = this.#displacedBy(item);
    if (displaced === undefined) return undefined;
    // The item after it exists: at least the one that was appended.
    if (displaced.after !== undefined) displaced.after.skipped += displaced.skipped + 1;
    this.remove(displaced);
    return displaced;
  }

  /** Takes `item` out: it was sent, or made room. */
  remove(item: Item): void {
    if (item.before === undefined) this.#first = item.after;
    else item.before.after = item.after;
    if (item.after === undefined) this.#last = item.before;
    else item.after.before = item.before;
    item.state = "gone";
    this.#count -= 1;
    const key = item.push?.pub?.key ?? "";
    if (this.#byKey?.get(key) === item) this.#byKey.delete(key);
  }

  /** All that waits, oldest first. */
  *items(): Generator<Item> {
    for (let item = this.#first; item !== undefined; item = item.after) yield item;
  }

  #displacedBy(item: Item): Item | undefined {
    switch (this.policy.policy) {
      case "drop-oldest":
        return this.#count > this.policy.maxWaiting ? this.#first : undefined;
      case "conflate":
        // Publications without a key are about the channel as a whole.
        return this.#replaceKey(item.push?.pub?.key ?? "", item);
      case "sample":
        return this.#count > 1 ? this.#first : undefined;
      case "disconnect":
      case "pause-and-recover":
        return undefined;
    }
  }

  #replaceKey(key: string, item: Item): Item | undefined {
    this.#byKey ??= new Map();
    const known = this.#byKey.get(key);
    this.#byKey.set(key, item);
    return known;
  }
}
