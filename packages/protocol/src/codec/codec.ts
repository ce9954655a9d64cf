/**
 * The port between sessions and encodings: how frames become messages and messages frames. Two encodings fill it.
 */
import type { Command } from "../messages/command.ts";
import type { Reply } from "../messages/reply.ts";
import type { Decoded, DecodeLimits } from "../schema/decode-fault.ts";

/** A frame as the transport has it: a text message in JSON, a binary one in Protobuf. */
export type Frame = string | Uint8Array;

/** One encoding of the protocol. `Encoded` is one message without what delimits it. */
export interface Codec<Encoded extends Frame = Frame> {
  readonly name: "json" | "protobuf";
  /** Commands of a frame of a client. Never throws on what it contains. */
  decodeCommands(frame: Frame, limits: DecodeLimits): Decoded<Command>;
  /** Replies of a frame of a server. Never throws on what it contains. */
  decodeReplies(frame: Frame, limits: DecodeLimits): Decoded<Reply>;
  /** One message, to be sent to one client or to many. @throws PayloadNotJsonError where a JSON frame cannot hold it. */
  encodeReply(reply: Reply): Encoded;
  encodeCommand(command: Command): Encoded;
  /** Messages in one frame. */
  join(messages: readonly Encoded[]): Encoded;
  /** True when frames are text: their bytes are UTF-8. */
  readonly isText: boolean;
  /** A message as its bytes. */
  toBytes(message: Encoded): Uint8Array;
  /** Messages in one frame, all as bytes. One message is returned as it is. */
  joinBytes(messages: readonly Uint8Array[]): Uint8Array;
}
