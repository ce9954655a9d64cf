/**
 * One publication on its way to the subscribers of a node: each form of it that any of them takes is made once.
 * It knows encodings and deltas, no subscriber.
 */
import { type Codec, Payload, PreparedPush, type Publication, type Push } from "@longwire/protocol";
import type { Entry, Position } from "../ports/history-store.ts";
import { createFossilDelta } from "./fossil-delta.ts";
import { toPublication } from "./to-publication.ts";

/** How a push says of which channel it is: by its name, or by its number on this node. */
export type ChannelAddress = { readonly channel: string } | { readonly id: number };

/** A publication in a channel. */
export class LivePublication {
  readonly entry: Entry;
  /** Where the log stands after it; undefined without a log. */
  readonly position: Position | undefined;
  /** The publication before it, where subscribers may take differences to it. */
  readonly #before: Entry | undefined;
  #named: PreparedPush | undefined;
  readonly #forms = new Map<string, PreparedPush>();

  constructor(entry: Entry, position: Position | undefined, before?: Entry) {
    this.entry = entry;
    this.position = position;
    this.#before = before;
  }

  /** For subscribers without deltas. `address` is always that of the one channel. */
  plain(address: ChannelAddress): PreparedPush {
    if ("id" in address) return this.#form("number", () => ({ ...address, pub: toPublication(this.entry) }));
    this.#named ??= new PreparedPush({ ...address, pub: toPublication(this.entry) });
    return this.#named;
  }

  /**
   * For subscribers with deltas.
   * @param base offset of the publication that the subscriber has; a difference is only to the one just before.
   */
  forDelta(address: ChannelAddress, codec: Codec, base: number | undefined): PreparedPush {
    const isNext = this.#before !== undefined && base === this.#before.offset && base === this.entry.offset - 1;
    return this.#form(`${"id" in address} ${codec.name} ${isNext}`, () => {
      const pub = (isNext ? this.#difference(codec) : undefined) ?? wholeForDelta(this.entry, codec);
      return { ...address, pub };
    });
  }

  #form(name: string, make: () => Push): PreparedPush {
    let form = this.#forms.get(name);
    if (form === undefined) {
      form = new PreparedPush(make());
      this.#forms.set(name, form);
    }
    return form;
  }

  #difference(codec: Codec): Publication | undefined {
    if (this.#before === undefined) return undefined;
    const delta = createFossilDelta(this.#before.data.bytes, this.entry.data.bytes);
    if (delta.length >= this.entry.data.bytes.length) return undefined;
    const data = codec.isText ? textPayload(delta) : Payload.fromBytes(delta);
    return data === undefined ? undefined : { ...toPublication(this.entry), data, delta: true };
  }
}

/** A whole publication for a subscriber with deltas: in JSON frames its data is a string, since differences are too. */
export function wholeForDelta(entry: Entry, codec: Codec): Publication {
  const publication = toPublication(entry);
  if (!codec.isText) return publication;
  const data = textPayload(entry.data.bytes);
  return data === undefined ? publication : { ...publication, data };
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A JSON string of the UTF-8 `bytes`, or `undefined` when they are none: a difference may cut a character in two. */
function textPayload(bytes: Uint8Array): Payload | undefined {
  try {
    return Payload.fromValue(decoder.decode(bytes));
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
