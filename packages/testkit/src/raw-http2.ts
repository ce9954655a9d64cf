/**
 * Frames of HTTP/2, right or wrong (RFC 9113 §4), and header blocks without compression: what tests send where no client
 * would. It reads frame headers of the answer and decodes no header block.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { joinBytes } from "./hex.ts";

/** Types of frames (RFC 9113 §6). */
export const http2Frames = {
  data: 0,
  headers: 1,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** One frame. */
export interface RawHttp2Frame {
  readonly type: number;
  readonly flags?: number;
  readonly stream?: number;
  readonly payload?: Uint8Array;
}

const HEADER_BYTES = 9;
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const END_HEADERS = 0x4;

/** The bytes of a frame. */
export function encodeHttp2Frame({
  type,
  flags = 0,
  stream = 0,
  payload = new Uint8Array(0),
}: RawHttp2Frame): Uint8Array {
  const { length } = payload;
  const head = Uint8Array.of(
    length >> 16,
    length >> 8,
    length,
    type,
    flags,
    stream >>> 24,
    stream >> 16,
    stream >> 8,
    stream,
  );
  return joinBytes([head, payload]);
}

/** Four bytes, as in RST_STREAM and WINDOW_UPDATE. */
export function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >> 16, value >> 8, value);
}

/** HEADERS with END_HEADERS: literal fields without indexing and without Huffman code (RFC 7541 §6.2.2). */
export function encodeHeaders(stream: number, fields: readonly (readonly [string, string])[], flags = 0): Uint8Array {
  const parts = fields.flatMap(([name, value]) => [Uint8Array.of(0), literal(name), literal(value)]);
  return encodeHttp2Frame({ type: http2Frames.headers, flags: END_HEADERS | flags, stream, payload: joinBytes(parts) });
}

/** RFC 7541 §5.2. */
function literal(text: string): Uint8Array {
  const bytes = Buffer.from(text, "latin1");
  if (bytes.length < 127) return joinBytes([Uint8Array.of(bytes.length), bytes]);
  // RFC 7541 §5.1: 127, then the rest in groups of seven bits.
  const length = [127];
  let rest = bytes.length - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) length.push((rest % 128) + 128);
  return joinBytes([Uint8Array.of(...length, rest), bytes]);
}

/** The fields of a good extended CONNECT request. */
export const connectFields: readonly (readonly [string, string])[] = [
  [":method", "CONNECT"],
  [":protocol", "websocket"],
  [":scheme", "http"],
  [":path", "/"],
  [":authority", "localhost"],
  ["sec-websocket-version", "13"],
];

/** A connection that sends what it is told to. */
export class RawHttp2Peer {
  readonly socket: Socket;
  /** Frames that have come, in order. */
  readonly frames: Required<RawHttp2Frame>[] = [];
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  #rest: Uint8Array = new Uint8Array(0);

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()));
  }

  /** Connects to a port of this machine, and sends the preface with empty SETTINGS. */
  static async open(port: number): Promise<RawHttp2Peer> {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    const peer = new RawHttp2Peer(socket);
    await once(socket, "connect");
    socket.write(PREFACE);
    peer.send({ type: http2Frames.settings });
    return peer;
  }

  /** Sends a frame. */
  send(frame: RawHttp2Frame): void {
    this.write(encodeHttp2Frame(frame));
  }

  /** Sends any bytes. @returns false when the kernel takes no more for now. */
  write(bytes: Uint8Array): boolean {
    return this.socket.destroyed || this.socket.write(bytes);
  }

  /** Resolves with a frame of `type` on `stream`, once there is one. @throws Error when the connection ends before. */
  async frame(type: number, stream: number): Promise<Required<RawHttp2Frame>> {
    for (;;) {
      const found = this.frames.find((frame) => frame.type === type && frame.stream === stream);
      if (found !== undefined) return found;
      if (this.socket.destroyed) throw new Error("the connection ended before the frame came");
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  #read(chunk: Uint8Array): void {
    let bytes = joinBytes([this.#rest, chunk]);
    for (;;) {
      const length = ((bytes[0] ?? 0) << 16) | ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0);
      if (bytes.length < HEADER_BYTES || bytes.length < HEADER_BYTES + length) break;
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      this.frames.push({
        type: bytes[3] as number,
        flags: bytes[4] as number,
        stream: view.getUint32(5) & 0x7fffffff,
        payload: bytes.slice(HEADER_BYTES, HEADER_BYTES + length),
      });
      bytes = bytes.subarray(HEADER_BYTES + length);
    }
    this.#rest = bytes;
  }
}
