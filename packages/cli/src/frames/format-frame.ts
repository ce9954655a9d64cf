/**
 * One frame as one line: `→ FIN TEXT mask=37fa213d len=5 "hello"`. It knows how a frame looks to people; it keeps only
 * which kind of message a continuation belongs to.
 */
import { type FrameHeader, isControlOpcode, opcodes } from "@longwire/wire";
import { quoteBytes } from "./escape-text.ts";
import type { SeenFrame } from "./frame-splitter.ts";

const names: Readonly<Record<number, string>> = {
  [opcodes.continuation]: "CONTINUATION",
  [opcodes.text]: "TEXT",
  [opcodes.binary]: "BINARY",
  [opcodes.close]: "CLOSE",
  [opcodes.ping]: "PING",
  [opcodes.pong]: "PONG",
};

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** Above 2^53 a decoded length is rounded, so its digits would be made up. */
function lengthText({ payloadLength }: Readonly<FrameHeader>): string {
  return payloadLength > Number.MAX_SAFE_INTEGER ? "over-2^53" : String(payloadLength);
}

/** The shortest form of a length has 0, 2 or 8 bytes (RFC 6455 §5.2); another one is worth a word. */
function lengthNote({ lengthBytes, payloadLength, lengthMsb }: Readonly<FrameHeader>): string {
  if (lengthMsb) return " (64 bits, the highest set)";
  const shortest = payloadLength < 126 ? 0 : payloadLength < 65_536 ? 2 : 8;
  return lengthBytes === shortest ? "" : ` (in ${lengthBytes * 8} bits)`;
}

/** A Close carries a code and a reason (RFC 6455 §5.5.1); one byte is none. */
function closePayload(preview: Uint8Array): string {
  if (preview.length < 2) return hex(preview);
  const code = ((preview[0] as number) << 8) | (preview[1] as number); // length checked
  return preview.length === 2 ? String(code) : `${code} ${quoteBytes(preview.subarray(2))}`;
}

/** Formats the frames of one direction, in order. */
export class FrameFormatter {
  readonly #arrow: string;
  /** Whether the payload of the message in progress is text as it stands: a compressed one is not. */
  #isPlainText = false;

  /** @param arrow direction, such as "→". */
  constructor(arrow: string) {
    this.#arrow = arrow;
  }

  /** The line of the next frame. */
  format({ header, preview }: SeenFrame): string {
    const { opcode } = header;
    if (opcode === opcodes.text || opcode === opcodes.binary) {
      this.#isPlainText = opcode === opcodes.text && !header.rsv1;
    }
    const parts = [
      this.#arrow,
      header.fin ? "FIN" : "---",
      header.rsv1 ? "RSV1" : "",
      header.rsv2 ? "RSV2" : "",
      header.rsv3 ? "RSV3" : "",
      names[opcode] ?? `RESERVED-${opcode.toString(16).toUpperCase()}`,
      header.masked ? `mask=${header.maskingKey.toString(16).padStart(8, "0")}` : "",
      `len=${lengthText(header)}${lengthNote(header)}`,
      this.#payload(opcode, preview),
      preview.length < header.payloadLength ? "…" : "",
    ];
    return parts.filter((part) => part !== "").join(" ");
  }

  #payload(opcode: number, preview: Uint8Array): string {
    if (preview.length === 0) return "";
    if (opcode === opcodes.close) return closePayload(preview);
    // Pings and Pongs carry anything (RFC 6455 §5.5.2); most carry text, and escapes show the rest.
    const isText = isControlOpcode(opcode) || this.#isPlainText;
    return isText ? quoteBytes(preview) : hex(preview);
  }
}
