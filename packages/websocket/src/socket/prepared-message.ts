/**
 * A message encoded once for many sockets. It knows one message; `socket.send` takes it like any other data.
 */
import { encodeMessage, type SharedEncoder } from "@longwire/wire";
import { type OutgoingData, toBytes, toStringOrBytes } from "./outgoing-data.ts";

/** A whole message that many sockets are to get. The data is copied; it may be changed afterwards. */
export class PreparedMessage {
  readonly isText: boolean;
  /** The payload, for connections that encode it by themselves. */
  readonly data: string | Uint8Array;
  /** The message as one unmasked frame, by what it was encoded with; `undefined` is for connections without an extension. */
  readonly #frames = new Map<SharedEncoder | undefined, Uint8Array>();

  /**
   * @param options.binary as for `send`: default, strings are text and bytes are binary.
   * @throws UsageError `ERR_INVALID_ARGUMENT` for data that is neither string nor bytes.
   */
  constructor(data: OutgoingData, options: { readonly binary?: boolean | undefined } = {}) {
    const payload = toStringOrBytes(data);
    this.isText = options.binary === undefined ? typeof payload === "string" : !options.binary;
    const message = this.isText ? payload : toBytes(payload);
    this.data = typeof message === "string" ? message : Buffer.from(message);
  }

  /** The message as one unmasked frame for servers' connections, encoded once for each `encoder`. It must not be changed. */
  frameFor(encoder: SharedEncoder | undefined): Uint8Array {
    let frame = this.#frames.get(encoder);
    if (frame === undefined) {
      frame = encodeMessage(this.data, this.isText, (length) => Buffer.allocUnsafe(length), encoder);
      this.#frames.set(encoder, frame);
    }
    return frame;
  }
}
