/**
 * Memory for received messages, and its way back. Message bytes lie outside of V8's heap: by itself V8 would mark its
 * whole heap for every 64 MB of them, which costs more than all else that is done for a large message. So after some of
 * them it is made to collect its young objects, among which dropped messages are: about a millisecond instead of ten.
 * It knows no message and keeps none: whoever holds one keeps it alive.
 */
import { getHeapSpaceStatistics } from "node:v8";

/** Smaller messages are mostly cut from Node's pool, and make V8 collect often enough by what they leave in its heap. */
const COUNTED_FROM_BYTES = 4 * 1024;
/** Larger ones are mostly still being received, or sent back, when young objects are collected: it would be for nothing. */
const COUNTED_TO_BYTES = 2 * 1024 * 1024;
/** Well below the 64 MB at which V8 marks; twice as often costs more for the collections than it saves in cold memory. */
const COLLECT_EVERY_BYTES = 24 * 1024 * 1024;
/** The size of V8's young space is bounded; should it be called otherwise one day, nothing is filled. */
const MAX_FILL_BYTES = 64 * 1024 * 1024;
/** An array of this many elements lies in the young space, and not among the large objects. */
const FILLER_ELEMENTS = 2000;
const FILLER_BYTES = FILLER_ELEMENTS * 8;

/** Allocates for the connections of a runtime. */
export class MessageMemory {
  readonly #collect: () => void;
  #countedBytes = 0;

  /** @param collect called for every 24 MiB of large messages. */
  constructor(collect: () => void = createYoungCollection()) {
    this.#collect = collect;
  }

  // A property: connections take it as a function of its own.
  readonly allocate = (length: number): Uint8Array => {
    if (length >= COUNTED_FROM_BYTES && length <= COUNTED_TO_BYTES) {
      this.#countedBytes += length;
      if (this.#countedBytes >= COLLECT_EVERY_BYTES) {
        this.#countedBytes = 0;
        this.#collect();
      }
    }
    return Buffer.allocUnsafe(length);
  };
}

/** A function that makes V8 collect its young objects now, by filling the space in which they are. */
function createYoungCollection(): () => void {
  let isFirst = true;
  // Kept, so that no compiler takes the allocation for useless.
  const last: { filler?: unknown[] } = {};
  return () => {
    if (isFirst) {
      isFirst = false;
      // Never touched, so it costs address space only. glibc keeps freed memory up to twice the largest block that it was
      // given back; without this it returns 24 MiB to the system each time, and every page is cleared and mapped again.
      Buffer.allocUnsafeSlow(COLLECT_EVERY_BYTES);
    }
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
    const room = young?.space_available_size ?? 0;
    if (room > MAX_FILL_BYTES) return;
    // Past the room there is, so that the last one asks for more.
    for (let filled = 0; filled <= room; filled += FILLER_BYTES) last.filler = new Array(FILLER_ELEMENTS);
  };
}
