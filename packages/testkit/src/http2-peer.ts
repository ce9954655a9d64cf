/**
 * A client of HTTP/2 in the hands of a test, made of `node:http2`: it opens tunnels with any head, and reads frames as they
 * come. It shares no code with the client under test.
 */
import { once } from "node:events";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type OutgoingHttpHeaders,
  type SecureClientSessionOptions,
} from "node:http2";
import { joinBytes } from "./hex.ts";
import { encodeRawFrame, type FoundFrame, type RawFrame, splitFrames } from "./raw-frame.ts";

const MASKING_KEY = Uint8Array.of(0x12, 0x34, 0x56, 0x78);

/** The head of a good extended CONNECT request (RFC 8441 §5.1); a header that is `undefined` is left out. */
export function connectHeaders(changes: OutgoingHttpHeaders = {}): OutgoingHttpHeaders {
  return {
    ":method": "CONNECT",
    ":protocol": "websocket",
    ":scheme": "https",
    ":path": "/",
    ":authority": "localhost",
    "sec-websocket-version": "13",
    ...changes,
  };
}

/** One stream, and what has come on it. */
export class Http2Tunnel {
  readonly stream: ClientHttp2Stream;
  /** Resolves when the stream is gone, with the code of RST_STREAM or 0. */
  readonly closed: Promise<number>;
  /** Resolves when the peer has ended its direction, or the stream is gone. */
  readonly ended: Promise<void>;
  readonly #chunks: Uint8Array[] = [];

  constructor(stream: ClientHttp2Stream) {
    this.stream = stream;
    stream.on("error", () => undefined);
    stream.on("data", (chunk: Buffer) => this.#chunks.push(chunk));
    this.closed = new Promise((resolve) => stream.once("close", () => resolve(stream.rstCode ?? 0)));
    this.ended = Promise.race([once(stream, "end"), this.closed]).then(() => undefined);
  }

  /** Waits for the answer; -1 when the stream ends without one. */
  async status(): Promise<number> {
    const response = once(this.stream, "response").then(([headers]) => Number(headers[":status"]));
    response.catch(() => undefined);
    return Promise.race([response, this.closed.then(() => -1)]);
  }

  /** Everything that has come. */
  get bytes(): Uint8Array {
    return joinBytes(this.#chunks);
  }

  /** The frames that have come. */
  get frames(): readonly FoundFrame[] {
    return splitFrames(this.bytes);
  }

  /** Sends a frame as a client does: masked. */
  send(frame: RawFrame): void {
    this.stream.write(encodeRawFrame({ maskingKey: MASKING_KEY, ...frame }));
  }

  /** Resolves with a frame of `opcode`, once there is one. */
  async frame(opcode: number): Promise<FoundFrame> {
    for (;;) {
      const found = this.frames.find((frame) => frame.opcode === opcode && !frame.isTruncated);
      if (found !== undefined) return found;
      if (this.stream.destroyed) throw new Error("the stream ended before the frame came");
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}

/** One connection. */
export class Http2Peer {
  readonly session: ClientHttp2Session;
  /** Codes of the GOAWAYs that have come. */
  readonly goaways: number[] = [];
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;

  private constructor(session: ClientHttp2Session) {
    this.session = session;
    session.on("error", () => undefined);
    session.on("goaway", (code: number) => this.goaways.push(code));
    this.closed = new Promise((resolve) => session.once("close", () => resolve()));
  }

  /** Connects to a port of this machine, and waits for the server's SETTINGS. @param options of `http2.connect`; `ca` means TLS. */
  static async open(port: number, options: SecureClientSessionOptions = {}): Promise<Http2Peer> {
    const scheme = options.ca === undefined ? "http" : "https";
    const session = connect(`${scheme}://127.0.0.1:${port}`, options);
    const peer = new Http2Peer(session);
    await once(session, "remoteSettings");
    return peer;
  }

  /** Sends a request. Default: a good extended CONNECT. */
  request(headers: OutgoingHttpHeaders = connectHeaders(), endStream = false): Http2Tunnel {
    return new Http2Tunnel(this.session.request(headers, { endStream }));
  }

  /** Opens a tunnel. @throws Error when it is refused. */
  async tunnel(changes: OutgoingHttpHeaders = {}): Promise<Http2Tunnel> {
    const tunnel = this.request(connectHeaders(changes));
    const status = await tunnel.status();
    if (status !== 200) throw new Error(`the tunnel was refused: ${status}`);
    return tunnel;
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.session.destroy();
  }
}
