/**
 * What one turn brings to a connection, in order. Connections that are given the same messages share it, as in a fan-out: a
 * message more is a look at what the connection before them got, and the frames are joined once. It knows no connection.
 */
import type { Codec } from "@longwire/protocol";
import type { Outgoing } from "./outgoing.ts";

/** A frame of a turn. */
export interface TurnFrame {
  readonly bytes: Uint8Array;
  /** Messages of the turn up to the end of this frame. */
  readonly end: number;
}

/** Messages of a turn up to this one. Immutable for those who hold it. */
export class TurnBatch {
  readonly #codec: Codec;
  readonly #before: TurnBatch | undefined;
  readonly #message: Outgoing | undefined;
  readonly #bytes: Uint8Array;
  /** How many messages there are. */
  readonly count: number;
  /** Bytes of all messages. */
  readonly length: number;
  /** More than one connection has come this far with the same messages. */
  isShared = false;
  /** What the last one who held this got after it. */
  #next: TurnBatch | undefined;
  #frames: readonly TurnFrame[] | undefined;

  private constructor(codec: Codec, before: TurnBatch | undefined, message: Outgoing | undefined, bytes: Uint8Array) {
    this.#codec = codec;
    this.#before = before;
    this.#message = message;
    this.#bytes = bytes;
    this.count = before === undefined ? 0 : before.count + 1;
    this.length = (before?.length ?? 0) + bytes.length;
  }

  /** The turn before its first message. */
  static none(codec: Codec): TurnBatch {
    return new TurnBatch(codec, undefined, undefined, nothing);
  }

  /** This and `message`. @throws PayloadNotJsonError where a JSON frame cannot hold it. */
  with(message: Outgoing): TurnBatch {
    const next = this.#next;
    if (next !== undefined && next.#message === message) {
      next.isShared = true;
      return next;
    }
    const made = new TurnBatch(this.#codec, this, message, message.bytesIn(this.#codec));
    this.#next = made;
    return made;
  }

  /** All messages in frames of at most `maxBytes`, which is the same in every call; a longer message has one of its own. */
  frames(maxBytes: number): readonly TurnFrame[] {
    this.#frames ??= this.#join(maxBytes);
    return this.#frames;
  }

  /** The messages from the one at `start` on. */
  messages(start: number): Outgoing[] {
    return this.#all()
      .slice(start)
      .flatMap((each) => each.#message ?? []);
  }

  #join(maxBytes: number): TurnFrame[] {
    const frames: TurnFrame[] = [];
    let batch: Uint8Array[] = [];
    let length = 0;
    for (const each of this.#all()) {
      if (batch.length > 0 && length + each.#bytes.length + 1 > maxBytes) {
        frames.push({ bytes: this.#codec.joinBytes(batch), end: each.count - 1 });
        batch = [];
        length = 0;
      }
      length += each.#bytes.length + (batch.length > 0 ? 1 : 0);
      batch.push(each.#bytes);
    }
    if (batch.length > 0) frames.push({ bytes: this.#codec.joinBytes(batch), end: this.count });
    return frames;
  }

  #all(): TurnBatch[] {
    const all: TurnBatch[] = [];
    for (let each: TurnBatch = this; each.#before !== undefined; each = each.#before) all.push(each);
    return all.reverse();
  }
}

const nothing = new Uint8Array(0);
