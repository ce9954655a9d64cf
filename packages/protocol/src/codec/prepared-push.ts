/**
 * One push for many connections: encoded once for each encoding that any of them uses. It knows codecs, no connection.
 */
import type { Push } from "../messages/push.ts";
import type { Codec, Frame } from "./codec.ts";

/** A push whose encodings are made when they are first asked for. Immutable. */
export class PreparedPush {
  readonly push: Push;
  readonly #encoded = new Map<string, Frame>();
  readonly #bytes = new Map<string, Uint8Array>();

  constructor(push: Push) {
    this.push = push;
  }

  /** The push in the encoding of `codec`. @throws PayloadNotJsonError where a JSON frame cannot hold it. */
  in<Encoded extends Frame>(codec: Codec<Encoded>): Encoded {
    const known = this.#encoded.get(codec.name);
    // What is kept under a codec's name was made by it.
    if (known !== undefined) return known as Encoded;
    const encoded = codec.encodeReply({ push: this.push });
    this.#encoded.set(codec.name, encoded);
    return encoded;
  }

  /** The push as bytes in the encoding of `codec`. They must not be changed. @throws PayloadNotJsonError as `in`. */
  bytesIn(codec: Codec): Uint8Array {
    let bytes = this.#bytes.get(codec.name);
    if (bytes === undefined) {
      bytes = codec.toBytes(this.in(codec));
      this.#bytes.set(codec.name, bytes);
    }
    return bytes;
  }
}
