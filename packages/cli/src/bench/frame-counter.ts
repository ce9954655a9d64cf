/**
 * Counts the messages in what a server sends, in place: it steps from header to header and looks at no payload.
 * It checks what costs nothing (masks, reserved bits, opcodes, lengths, fragments) and makes no object per frame, so that
 * a load generator needs less of a core than the server it measures. Meaning is left to its sink.
 */
import { CommandError, exitCodes } from "../command-error.ts";

const FIN = 0x80;
const RESERVED_BITS = 0x70;
const RSV1 = 0x40;
const OPCODE = 0x0f;
const CONTINUATION = 0;
const BINARY = 2;
const FIRST_CONTROL = 8;
const LAST_CONTROL = 10;
const MASK = 0x80;
const MAX_HEADER_BYTES = 10;
const MAX_CONTROL_BYTES = 125;

/** Who wants more than the count. The bytes given are a part of the read buffer: they change at the next read. */
export interface FrameSink {
  /** A control frame, complete. */
  onControl(opcode: number, payload: Uint8Array): void;
  /** A part of a message's payload, which begins at `offset` of the message. Leave it out: then nothing is looked at. */
  readonly onPayload?: ((bytes: Uint8Array, start: number, end: number, offset: number) => void) | undefined;
  /** All of a data message was given to `onPayload`. */
  readonly onMessageEnd?: (() => void) | undefined;
}

/** The server sent what a load generator cannot go on with. */
function fault(what: string): CommandError {
  return new CommandError(`the server sent ${what}`, exitCodes.failed);
}

/** The frames of one connection. */
export class FrameCounter {
  readonly #sink: FrameSink;
  readonly #expectedBytes: number;
  /** Reserved bits that a data frame must not have; RFC 7692 §6 gives the first of them a meaning. */
  readonly #forbiddenBits: number;
  readonly #header: Uint8Array = new Uint8Array(MAX_HEADER_BYTES);
  #headerBytes = 0;
  /** First byte of the frame whose payload is being read. */
  #first = 0;
  #payloadLeft = 0;
  #messageBytes = 0;
  #isFragmented = false;
  readonly #control: Uint8Array = new Uint8Array(MAX_CONTROL_BYTES);
  #controlBytes = 0;

  /**
   * @param expectedBytes what every message must be long; −1: any length.
   * @param isDeflated messages may be compressed. Default false.
   */
  constructor(sink: FrameSink, expectedBytes: number, isDeflated = false) {
    this.#forbiddenBits = isDeflated ? RESERVED_BITS & ~RSV1 : RESERVED_BITS;
    this.#sink = sink;
    this.#expectedBytes = expectedBytes;
  }

  /**
   * Takes the next bytes, `bytes[start]` to `bytes[end - 1]`.
   * @returns how many data messages became complete. @throws CommandError for what breaks the protocol or the expectation.
   */
  receive(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    let messages = 0;
    while (at < end) {
      if (this.#payloadLeft > 0) {
        const until = Math.min(end, at + this.#payloadLeft);
        this.#takePayload(bytes, at, until);
        at = until;
        if (this.#payloadLeft === 0) messages += this.#endFrame();
        continue;
      }
      const next = this.#skipWholeFrames(bytes, at, end);
      if (next > at) {
        messages += (next - at) / (2 + this.#expectedBytes);
        at = next;
        continue;
      }
      if (this.#takeHeaderByte(bytes[at] ?? 0) && this.#payloadLeft === 0) messages += this.#endFrame();
      at += 1;
    }
    return messages;
  }

  /** The way of nearly all small messages: unfragmented, complete in the buffer, of the expected length. */
  #skipWholeFrames(bytes: Uint8Array, start: number, end: number): number {
    const size = this.#expectedBytes;
    const isPossible = size >= 0 && size <= MAX_CONTROL_BYTES && this.#headerBytes === 0 && !this.#isFragmented;
    if (!isPossible || this.#sink.onPayload !== undefined) return start;
    let at = start;
    for (const last = end - size - 2; at <= last; at += size + 2) {
      const first = bytes[at] ?? 0;
      if ((first !== (FIN | 1) && first !== (FIN | BINARY)) || bytes[at + 1] !== size) break;
    }
    return at;
  }

  /** @returns whether the header is complete. */
  #takeHeaderByte(byte: number): boolean {
    const header = this.#header;
    header[this.#headerBytes] = byte;
    this.#headerBytes += 1;
    if (this.#headerBytes < 2) return false;
    const first = header[0] ?? 0;
    const second = header[1] ?? 0;
    if ((second & MASK) !== 0) throw fault("a masked frame"); // RFC 6455 §5.1
    const length = second & ~MASK;
    const lengthBytes = length === 127 ? 8 : length === 126 ? 2 : 0;
    if (this.#headerBytes < 2 + lengthBytes) return false;
    this.#headerBytes = 0;
    let payload = lengthBytes === 0 ? length : 0;
    for (let i = 0; i < lengthBytes; i += 1) payload = payload * 256 + (header[2 + i] ?? 0);
    this.#beginFrame(first, payload);
    return true;
  }

  #beginFrame(first: number, payloadBytes: number): void {
    const opcode = first & OPCODE;
    const isControl = opcode >= FIRST_CONTROL;
    if ((first & (isControl ? RESERVED_BITS : this.#forbiddenBits)) !== 0) throw fault("a frame with a reserved bit"); // RFC 6455 §5.2
    if (opcode > LAST_CONTROL || (!isControl && opcode > BINARY)) throw fault(`a frame with opcode ${opcode}`);
    if (isControl && (payloadBytes > MAX_CONTROL_BYTES || first < FIN)) throw fault("a broken control frame"); // §5.5
    if (!isControl) {
      // RFC 6455 §5.4
      if ((opcode === CONTINUATION) !== this.#isFragmented) throw fault("fragments out of order");
      if (!this.#isFragmented) this.#messageBytes = 0;
      this.#checkLength(this.#messageBytes + payloadBytes, first >= FIN);
    }
    this.#first = first;
    this.#payloadLeft = payloadBytes;
    this.#controlBytes = 0;
  }

  #checkLength(messageBytes: number, isWhole: boolean): void {
    const expected = this.#expectedBytes;
    if (expected < 0 || messageBytes === expected || (messageBytes < expected && !isWhole)) return;
    throw fault(`a message of ${messageBytes} bytes instead of ${expected}`);
  }

  #takePayload(bytes: Uint8Array, start: number, end: number): void {
    this.#payloadLeft -= end - start;
    if ((this.#first & OPCODE) >= FIRST_CONTROL) {
      this.#control.set(bytes.subarray(start, end), this.#controlBytes);
      this.#controlBytes += end - start;
      return;
    }
    this.#sink.onPayload?.(bytes, start, end, this.#messageBytes);
    this.#messageBytes += end - start;
  }

  /** @returns 1 when a data message is complete. */
  #endFrame(): number {
    const opcode = this.#first & OPCODE;
    if (opcode >= FIRST_CONTROL) {
      this.#sink.onControl(opcode, this.#control.subarray(0, this.#controlBytes));
      return 0;
    }
    this.#isFragmented = this.#first < FIN;
    if (this.#isFragmented) return 0;
    this.#sink.onMessageEnd?.();
    return 1;
  }
}
