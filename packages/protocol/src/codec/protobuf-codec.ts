/**
 * The protocol in Protobuf: each message after its length as a varint. An empty message is the single byte 0.
 */

import { command } from "../messages/command.ts";
import { reply } from "../messages/reply.ts";
import { decodeProtobuf } from "../protobuf/decode-protobuf.ts";
import { encodeProtobuf } from "../protobuf/encode-protobuf.ts";
import { readLength, writeLength } from "../protobuf/length-prefix.ts";
import type { Decoded, DecodeLimits } from "../schema/decode-fault.ts";
import type { MessageType } from "../schema/message-type.ts";
import { encodeUtf8 } from "../utf8.ts";
import type { Codec, Frame } from "./codec.ts";
import { joinBytes } from "./join-bytes.ts";

/** @see Codec */
export const protobufCodec: Codec<Uint8Array> = {
  name: "protobuf",
  decodeCommands: (frame, limits) => decodeDelimited(frame, command, limits),
  decodeReplies: (frame, limits) => decodeDelimited(frame, reply, limits),
  encodeReply: (value) => writeLength(encodeProtobuf(value, reply)),
  encodeCommand: (value) => writeLength(encodeProtobuf(value, command)),
  join: (messages) => joinBytes(messages),
  isText: false,
  toBytes: (message) => message,
  joinBytes: (messages) => joinBytes(messages),
};

function decodeDelimited<Shape extends object>(
  frame: Frame,
  type: MessageType<Shape>,
  limits: DecodeLimits,
): Decoded<Shape> {
  const bytes = typeof frame === "string" ? encodeUtf8(frame) : frame;
  const messages: Shape[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { length, next } = readLength(bytes, at);
    if (length < 0 || length > bytes.length - next) return { ok: false, fault: "malformed" };
    if (messages.length === limits.maxMessages) return { ok: false, fault: "too-many" };
    const decoded = decodeProtobuf(bytes.subarray(next, next + length), type, limits);
    if (!decoded.ok) return decoded;
    messages.push(decoded.message);
    at = next + length;
  }
  return messages.length > 0 ? { ok: true, messages } : { ok: false, fault: "malformed" };
}
