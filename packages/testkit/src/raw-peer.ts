/**
 * One end of a TCP or TLS connection in the hands of a test: it writes any bytes, right or wrong, and reads HTTP heads and
 * frames as they come. It knows no state and judges nothing; both a raw client and a raw server are made of it.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { encodeRawFrame, type FoundFrame, type RawFrame, splitFrames } from "./raw-frame.ts";

/** An HTTP response, taken apart. */
export interface RawAnswer {
  readonly status: number;
  /** Lower-case names; repeated ones joined with ", ". */
  readonly headers: ReadonlyMap<string, string>;
  /** As long as Content-Length says; empty without it. */
  readonly body: string;
}

/** A handshake request. Everything not given is as a good client would send it. */
export interface RawRequest {
  readonly method?: string;
  readonly target?: string;
  readonly version?: string;
  /** Header values by name as they are to be written; `undefined` leaves a header out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

const EXAMPLE_KEY = "dGhlIHNhbXBsZSBub25jZQ=="; // RFC 6455 §1.3
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const MASKING_KEY = Uint8Array.of(0x12, 0x34, 0x56, 0x78);
const HEAD_END = "\r\n\r\n";

/** The bytes of a handshake request. */
export function encodeRawRequest(request: RawRequest = {}): string {
  const { method = "GET", target = "/", version = "HTTP/1.1" } = request;
  const headers: Record<string, string | undefined> = {
    Host: "localhost",
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": EXAMPLE_KEY,
    ...request.headers,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return `${[`${method} ${target} ${version}`, ...lines].join("\r\n")}${HEAD_END}`;
}

/** Value of Sec-WebSocket-Accept for a request head (RFC 6455 §4.2.2). */
export function acceptOf(head: string): string {
  const key = /^sec-websocket-key: *(.*)$/im.exec(head)?.[1] ?? "";
  return createHash("sha1").update(`${key.trim()}${GUID}`).digest("base64");
}

/** The test's end of a connection. Waiting reads fail when the connection ends first. */
export class RawPeer {
  readonly socket: Socket;
  /** The TCP socket below TLS, or the same. */
  readonly #tcp: Socket;
  /** Resolves when the other end has sent FIN, or the connection is gone. */
  readonly ended: Promise<void>;
  /** Resolves when the connection is gone, with the error code of a reset, or `undefined` for an orderly end. */
  readonly closed: Promise<string | undefined>;
  #chunks: Buffer[] = [];
  #hasEnded = false;
  #error: NodeJS.ErrnoException | undefined;
  #wake: () => void = () => {};

  /** @param tcp the TCP socket, when `socket` is TLS over it. */
  constructor(socket: Socket, tcp: Socket = socket) {
    this.socket = socket;
    this.#tcp = tcp;
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.#error = error;
    });
    socket.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#wake();
    });
    const end = (): void => {
      this.#hasEnded = true;
      this.#wake();
    };
    socket.on("end", end);
    socket.on("close", end);
    this.ended = new Promise((resolve) => {
      socket.once("end", resolve);
      socket.once("close", () => resolve());
    });
    this.closed = new Promise((resolve) => {
      socket.once("close", () => resolve(this.#error?.code));
    });
  }

  /** Connects to a port of this machine. With `tls`, no certificate is refused. */
  static async connect(port: number, options: { readonly tls?: boolean } = {}): Promise<RawPeer> {
    const address = { host: "127.0.0.1", port, allowHalfOpen: true, noDelay: true };
    const tcp = connectTcp(address);
    if (options.tls !== true) {
      await once(tcp, "connect");
      return new RawPeer(tcp);
    }
    const socket = connectTls({ socket: tcp, rejectUnauthorized: false });
    await once(socket, "secureConnect");
    return new RawPeer(socket, tcp);
  }

  /** Connects and goes through the opening handshake. @throws Error when the answer is not 101. */
  static async open(port: number, options: RawRequest & { readonly tls?: boolean } = {}): Promise<RawPeer> {
    const peer = await RawPeer.connect(port, options);
    const { status, body } = await peer.request(options);
    if (status !== 101) throw new Error(`no upgrade: ${status} ${body}`);
    return peer;
  }

  /** Writes `data` as it is. */
  write(data: string | Uint8Array): void {
    this.socket.write(data);
  }

  /** Writes a handshake request and reads the answer. */
  request(request: RawRequest = {}): Promise<RawAnswer> {
    this.write(encodeRawRequest(request));
    return this.readAnswer();
  }

  /** Writes a frame as a client does, masked. */
  sendMasked(frame: RawFrame): void {
    this.write(encodeRawFrame({ maskingKey: MASKING_KEY, ...frame }));
  }

  /** Writes a frame as a server does. */
  sendUnmasked(frame: RawFrame): void {
    this.write(encodeRawFrame(frame));
  }

  /** Reads a request and accepts it, with more header lines if given. @returns the request's head. */
  async acceptUpgrade(...lines: string[]): Promise<string> {
    const head = await this.readHead();
    const accept = `Sec-WebSocket-Accept: ${acceptOf(head)}`;
    const all = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", accept, ...lines];
    this.write(`${all.join("\r\n")}${HEAD_END}`);
    return head;
  }

  /** Reads through the empty line after a head. @returns it as Latin-1 text. */
  async readHead(): Promise<string> {
    const bytes = await this.#take((all) => {
      const at = all.indexOf(HEAD_END);
      return at < 0 ? undefined : at + HEAD_END.length;
    });
    return bytes.toString("latin1");
  }

  /** Reads a response with its body. */
  async readAnswer(): Promise<RawAnswer> {
    const [statusLine = "", ...lines] = (await this.readHead()).slice(0, -HEAD_END.length).split("\r\n");
    const headers = new Map<string, string>();
    for (const line of lines) {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
    }
    const body = await this.readBytes(Number(headers.get("content-length") ?? 0));
    return { status: Number(statusLine.split(" ")[1]), headers, body: body.toString("utf8") };
  }

  /** Reads exactly `length` bytes. */
  readBytes(length: number): Promise<Buffer> {
    return this.#take((all) => (all.length >= length ? length : undefined));
  }

  /** Reads one frame. */
  async readFrame(): Promise<FoundFrame> {
    const bytes = await this.#take((all) => {
      const length = frameLength(all);
      return length !== undefined && all.length >= length ? length : undefined;
    });
    // A copy without the methods of Buffer, whose `slice` would share memory.
    return splitFrames(new Uint8Array(bytes))[0] as FoundFrame; // exactly one, by its length
  }

  /** Reads a Close frame. @throws Error for another frame. */
  async readClose(): Promise<{ readonly code: number | undefined; readonly reason: string }> {
    const { opcode, payload } = await this.readFrame();
    if (opcode !== 8) throw new Error(`opcode ${opcode} instead of a Close`);
    const bytes = Buffer.from(payload);
    return {
      code: bytes.length < 2 ? undefined : bytes.readUInt16BE(),
      reason: bytes.subarray(2).toString("utf8"),
    };
  }

  /** Reads everything until the other end is done. */
  async readToEnd(): Promise<Buffer> {
    await this.ended;
    return Buffer.concat(this.#chunks.splice(0));
  }

  /** Sends FIN; reading goes on. */
  end(): void {
    this.socket.end();
  }

  /** Sends RST. */
  reset(): void {
    this.#tcp.resetAndDestroy();
  }

  /** Ends the connection at once, if it has not ended. */
  destroy(): void {
    this.socket.destroy();
  }

  /** Waits until `measure` says how many bytes to take from the front. */
  async #take(measure: (all: Buffer) => number | undefined): Promise<Buffer> {
    for (;;) {
      const all = Buffer.concat(this.#chunks);
      const length = measure(all);
      if (length !== undefined) {
        this.#chunks = length < all.length ? [all.subarray(length)] : [];
        return all.subarray(0, length);
      }
      if (this.#hasEnded)
        throw new Error(`the connection ended after ${all.length} bytes: ${this.#error?.code ?? "FIN"}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Length of the first frame with its header, or `undefined` when the header is not there yet. */
function frameLength(bytes: Buffer): number | undefined {
  if (bytes.length < 2) return undefined;
  const second = bytes.readUInt8(1);
  const keyBytes = second >= 0x80 ? 4 : 0;
  const length7 = second & 0x7f;
  const headBytes = 2 + (length7 === 126 ? 2 : length7 === 127 ? 8 : 0);
  if (bytes.length < headBytes) return undefined;
  const payload =
    length7 === 126 ? bytes.readUInt16BE(2) : length7 === 127 ? Number(bytes.readBigUInt64BE(2)) : length7;
  return headBytes + keyBytes + payload;
}
