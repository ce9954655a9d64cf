/**
 * A message encoded once for many sockets. It knows one message; `socket.send` takes it like any other data.
 */
import { encodeMessage } from "@longwire/wire";
import { type OutgoingData, toBytes, toStringOrBytes } from "./outgoing-data.ts";

/** A whole message that many sockets are to get. The data is copied; it may be changed afterwards. */
export class PreparedMessage {
  readonly isText: boolean;
  /** The message as one unmasked frame, for servers' connections without an extension. It must not be changed. */
  readonly frame: Uint8Array;
  /** The payload, for all other connections. */
  readonly data: string | Uint8Array;

  /**
   * @param options.binary as for `send`: default, strings are text and bytes are binary.
   * @throws UsageError `ERR_INVALID_ARGUMENT` for data that is neither string nor bytes.
   */
  constructor(data: OutgoingData, options: { readonly binary?: boolean | undefined } = {}) {
    const payload = toStringOrBytes(data);
    this.isText = options.binary === undefined ? typeof payload === "string" : !options.binary;
    const message = this.isText ? payload : toBytes(payload);
    this.frame = encodeMessage(message, this.isText, (length) => Buffer.allocUnsafe(length));
    this.data = typeof message === "string" ? message : Buffer.from(message);
  }
}
