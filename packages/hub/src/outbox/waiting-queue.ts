/**
 * What waits for a slow connection: one queue in order, with lanes whose policies decide what makes room. Pure: bytes in,
 * batches out. It knows no connection and no limit.
 */
import type { Codec } from "@longwire/protocol";
import type { Item, Lane } from "./lane.ts";
import type { Outgoing } from "./outgoing.ts";

/** What an item costs beside its bytes. */
const itemOverheadBytes = 128;

/** Items that are gone are removed when there are so many, and as many as those that wait. */
const COMPACT_FROM = 64;

/** Messages of one connection that have not been given to it. */
export class WaitingQueue {
  readonly #codec: Codec;
  #items: Item[] = [];
  #head = 0;
  #live = 0;
  #bytes = 0;

  constructor(codec: Codec) {
    this.#codec = codec;
  }

  /** What is retained, bookkeeping included. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#live === 0;
  }

  /** Appends a message; in a lane, its policy may take out another. @returns true when it did. */
  add(message: Outgoing, lane?: Lane): boolean {
    const { push } = message;
    const item: Item = {
      bytes: message.bytesIn(this.#codec),
      push,
      lane,
      state: "waiting",
      skipped: push?.pub?.skipped ?? 0,
      before: undefined,
      after: undefined,
    };
    this.#items.push(item);
    this.#live += 1;
    this.#bytes += cost(item);
    // Joins, leaves and other pushes of a channel are not subject to its policy: there is no position that would tell.
    const displaced = push?.pub === undefined ? undefined : lane?.append(item);
    if (displaced !== undefined) this.#gone(displaced);
    this.#compact();
    return displaced !== undefined;
  }

  /** Takes the oldest messages, at most `maxBytes` but at least one, ready to be sent. */
  take(maxBytes: number): Uint8Array[] {
    const batch: Uint8Array[] = [];
    let bytes = 0;
    while (this.#head < this.#items.length) {
      const item = this.#items[this.#head];
      if (item?.state === "waiting") {
        const message = this.#encoded(item);
        if (batch.length > 0 && bytes + message.length > maxBytes) break;
        batch.push(message);
        bytes += message.length + 1;
        this.#leave(item);
      }
      this.#head += 1;
    }
    if (this.#head === this.#items.length) this.clear();
    return batch;
  }

  /** Forgets what waits in `lane`. */
  drop(lane: Lane): void {
    for (const item of lane.items()) this.#leave(item);
    this.#compact();
  }

  /** Forgets everything. */
  clear(): void {
    this.#items = [];
    this.#head = 0;
    this.#live = 0;
    this.#bytes = 0;
  }

  #leave(item: Item): void {
    const isInLane = item.lane !== undefined && item.push?.pub !== undefined;
    if (isInLane) item.lane?.remove(item);
    else item.state = "gone";
    this.#gone(item);
  }

  #gone(item: Item): void {
    this.#live -= 1;
    this.#bytes -= cost(item);
  }

  /** The message with the word of what was left out before it, which is this connection's own. */
  #encoded({ bytes, push, skipped }: Item): Uint8Array {
    if (push?.pub === undefined || skipped === (push.pub.skipped ?? 0)) return bytes;
    return this.#codec.toBytes(this.#codec.encodeReply({ push: { ...push, pub: { ...push.pub, skipped } } }));
  }

  #compact(): void {
    const gone = this.#items.length - this.#live;
    if (gone < COMPACT_FROM || gone < this.#live) return;
    this.#items = this.#items.filter(({ state }) => state === "waiting");
    this.#head = 0;
  }
}

function cost(item: Item): number {
  return item.bytes.length + itemOverheadBytes;
}
