/**
 * One HTTP/2 connection of a client, shared by its WebSockets: dialled, then asked whether it takes extended CONNECT, then
 * used until it has been idle. It knows no handshake and no other connection; `http2-pool.ts` chooses among them.
 */
import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket, type ConnectionOptions as TlsOptions } from "node:tls";
import { whenConnectKnown } from "./connect-support.ts";

/** Where a session leads to. */
export interface SessionTarget {
  readonly isSecure: boolean;
  readonly hostname: string;
  readonly port: number;
  readonly tls: TlsOptions;
}

/** What a session needs to know of its pool. */
export interface SessionSizes {
  readonly maxTunnels: number;
  /** Bytes of one stream that the server may send before they are read. */
  readonly streamWindowBytes: number;
}

/** What a wait for a session ends in. `"unsupported"`: the server takes no extended CONNECT, or no HTTP/2. */
export type SessionResult = ClientHttp2Session | "unsupported" | Error;

/** A connection that is open, or about to be. */
export class ClientSession {
  readonly #sizes: SessionSizes;
  readonly #onEnded: () => void;
  readonly #waiters = new Set<(result: SessionResult) => void>();
  readonly #socket: Socket;
  #session: ClientHttp2Session | undefined;
  #isReady = false;
  #isOver = false;
  #tunnels = 0;

  /** Dials. @param onEnded called once, when no further tunnel can be opened. */
  constructor(target: SessionTarget, sizes: SessionSizes, onEnded: () => void) {
    this.#sizes = sizes;
    this.#onEnded = onEnded;
    this.#socket = openSocket(target);
    const fail = (error: Error): void => this.#finish(error);
    const onEarlyEnd = (): void => fail(new Error("the server ended the connection before it spoke HTTP/2"));
    this.#socket.once("error", fail).once("close", onEarlyEnd);
    this.#socket.once(target.isSecure ? "secureConnect" : "connect", () => {
      this.#socket.off("close", onEarlyEnd);
      // With ALPN, the server has said what it speaks (RFC 9113 §3.2); without TLS it is tried (§3.3).
      const { alpnProtocol } = this.#socket as Partial<TLSSocket>;
      if (target.isSecure && alpnProtocol !== "h2") this.#finish("unsupported");
      else this.#speakHttp2(target);
    });
  }

  /** True when one more tunnel may be opened, as far as is known. */
  get hasRoom(): boolean {
    if (this.#isOver || this.#session?.closed === true) return false;
    const remote = this.#isReady ? this.#session?.remoteSettings?.maxConcurrentStreams : undefined;
    return this.#tunnels + this.#waiters.size < Math.min(this.#sizes.maxTunnels, remote ?? Number.POSITIVE_INFINITY);
  }

  /** True once the server is known to take extended CONNECT. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** True when it has no tunnel and nobody waits for it. */
  get isIdle(): boolean {
    return this.#tunnels === 0 && this.#waiters.size === 0;
  }

  /** Waits until the session is known to take extended CONNECT. @returns a function that gives up waiting. */
  wait(done: (result: SessionResult) => void): () => void {
    if (this.#isReady && this.#session !== undefined) {
      done(this.#session);
      return () => undefined;
    }
    this.#waiters.add(done);
    return () => this.#waiters.delete(done);
  }

  /** Counts a tunnel, whose end is told by the function that is returned. Only a session that is in use keeps the process. */
  use(onRelease: () => void): () => void {
    this.#tunnels += 1;
    this.#session?.ref();
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      this.#tunnels -= 1;
      if (this.#tunnels === 0 && this.#session?.destroyed === false) this.#session.unref();
      onRelease();
    };
  }

  /** Opens no more tunnels; those that are open go on. */
  close(): void {
    if (this.#session === undefined) this.#socket.destroy();
    else if (!this.#session.closed && !this.#session.destroyed) this.#session.close();
    this.#end();
  }

  #speakHttp2({ isSecure, hostname, port }: SessionTarget): void {
    const { maxTunnels, streamWindowBytes } = this.#sizes;
    const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
    const session = connectHttp2(`${isSecure ? "https" : "http"}://${host}:${port}`, {
      createConnection: () => this.#socket,
      settings: { enablePush: false, initialWindowSize: streamWindowBytes },
    });
    this.#session = session;
    // First of all: unheard, a fault of the server would end the process. `close` follows each of them.
    session.on("error", () => undefined);
    session.on("frameError", () => undefined);
    session.once("connect", () => session.setLocalWindowSize(maxTunnels * streamWindowBytes));
    session.once("goaway", () => this.#end());
    session.once("close", () => this.#finish("unsupported"));
    whenConnectKnown(session, (isSupported) => {
      if (isSupported === true) this.#ready(session);
      else this.#finish("unsupported");
    });
  }

  #ready(session: ClientHttp2Session): void {
    this.#isReady = true;
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    // Who waited for it may have given up meanwhile.
    if (waiters.length === 0) session.unref();
    for (const done of waiters) done(session);
  }

  #finish(result: "unsupported" | Error): void {
    this.#end();
    this.#session?.close();
    if (this.#session === undefined) this.#socket.destroy();
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const done of waiters) done(result);
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onEnded();
  }
}

function openSocket({ isSecure, hostname: host, port, tls }: SessionTarget): Socket {
  if (!isSecure) return connectTcp({ host, port, noDelay: true });
  const servername = isIP(host) ? {} : { servername: host };
  const socket = connectTls({
    host,
    port,
    minVersion: "TLSv1.2",
    ...servername,
    ...tls,
    ALPNProtocols: ["h2", "http/1.1"],
  });
  socket.setNoDelay(true);
  return socket;
}
