/**
 * A message on its way to connections, in whatever encoding each of them speaks.
 */
import type { Codec, Push, Reply } from "@longwire/protocol";

/** What an outbox takes. `PreparedPush` has this shape. */
export interface Outgoing {
  /** The message in the encoding of `codec`. The bytes may be shared and must not be changed. */
  bytesIn(codec: Codec): Uint8Array;
  /** Set for pushes. */
  readonly push?: Push;
}

/** A reply for one connection, encoded once, when it is made. */
export class EncodedReply implements Outgoing {
  readonly #bytes: Uint8Array;

  /** @throws PayloadNotJsonError where a JSON frame cannot hold it. */
  constructor(reply: Reply, codec: Codec) {
    this.#bytes = codec.toBytes(codec.encodeReply(reply));
  }

  bytesIn(): Uint8Array {
    return this.#bytes;
  }
}
