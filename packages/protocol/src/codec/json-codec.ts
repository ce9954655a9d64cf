/**
 * The protocol in JSON: one message a line. White space around lines and empty lines are allowed.
 */
import { decodeJson } from "../json/decode-json.ts";
import { encodeJson } from "../json/encode-json.ts";
import { command } from "../messages/command.ts";
import { reply } from "../messages/reply.ts";
import type { Decoded, DecodeLimits } from "../schema/decode-fault.ts";
import type { MessageType } from "../schema/message-type.ts";
import { encodeUtf8 } from "../utf8.ts";
import type { Codec, Frame } from "./codec.ts";
import { joinBytes } from "./join-bytes.ts";

const newline = 0x0a;

/** @see Codec */
export const jsonCodec: Codec<string> = {
  name: "json",
  decodeCommands: (frame, limits) => decodeLines(frame, command, limits),
  decodeReplies: (frame, limits) => decodeLines(frame, reply, limits),
  encodeReply: (value) => encodeJson(value, reply),
  encodeCommand: (value) => encodeJson(value, command),
  join: (messages) => (messages.length === 1 ? (messages[0] ?? "") : messages.join("\n")),
  isText: true,
  toBytes: encodeUtf8,
  joinBytes: (messages) => joinBytes(messages, newline),
};

function decodeLines<Shape extends object>(
  frame: Frame,
  type: MessageType<Shape>,
  limits: DecodeLimits,
): Decoded<Shape> {
  // A binary frame belongs to the other encoding.
  if (typeof frame !== "string") return { ok: false, fault: "malformed" };
  const messages: Shape[] = [];
  for (let from = 0; from < frame.length; ) {
    const lineEnd = frame.indexOf("\n", from);
    const to = lineEnd < 0 ? frame.length : lineEnd;
    const line = from === 0 && to === frame.length ? frame : frame.slice(from, to);
    from = to + 1;
    if (line.trim() === "") continue;
    if (messages.length === limits.maxMessages) return { ok: false, fault: "too-many" };
    const decoded = decodeJson(line, type, limits);
    if (!decoded.ok) return decoded;
    messages.push(decoded.message);
  }
  return messages.length > 0 ? { ok: true, messages } : { ok: false, fault: "malformed" };
}
