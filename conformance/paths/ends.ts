/**
 * Our end of a connection on every path: a server on its own port or attached, a client; with TLS or without; by handles or by
 * the public functions of Node's sockets.
 */
import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { createSelfSigned, RawPeer, type RawRequest, RawServer } from "@longwire/testkit";
import { WebSocket, WebSocketServer } from "@longwire/websocket";
import type { Role } from "@longwire/wire";
import { recordEvents } from "./play-stream.ts";

const certificate = createSelfSigned();
/** Connections that are opened at the same time. */
const MAX_AT_ONCE = 64;

/** One path. */
export interface Path {
  readonly role: Role;
  readonly isAttached: boolean;
  readonly isSecure: boolean;
  readonly plainSockets: boolean;
}

/** A socket of ours, what it has told so far, and the peer at its other end. */
export interface Opened {
  readonly socket: WebSocket;
  readonly events: string[];
  readonly peer: RawPeer;
}

/** Opens connections on one path, one after the other or at once. */
export interface End {
  /** @param target tells connections that are opened at once from each other. */
  open(target: string): Promise<Opened>;
  close(): Promise<void>;
}

/** Such as "server, attached, TLS, plain sockets". */
export function nameOf({ role, isAttached, isSecure, plainSockets }: Path): string {
  const facts = [role, isAttached && "attached", isSecure && "TLS", plainSockets && "plain sockets"];
  return facts.filter((fact) => fact !== false).join(", ");
}

/** Every path of a role, the plainest first: it is the oracle for the others. */
export function pathsOf(role: Role): Path[] {
  return (role === "server" ? [false, true] : [false]).flatMap((isAttached) =>
    [false, true].flatMap((isSecure) =>
      [true, false].map((plainSockets) => ({ role, isAttached, isSecure, plainSockets })),
    ),
  );
}

/** A server of `path` that is open, with the way to it. */
export class ServerEnd implements End {
  readonly #path: Path;
  readonly #server: WebSocketServer;
  readonly #http: ReturnType<typeof createHttp> | undefined;

  private constructor(path: Path) {
    this.#path = path;
    const { isAttached, isSecure, plainSockets } = path;
    if (isAttached) this.#http = isSecure ? createHttps(certificate) : createHttp();
    const tls = isSecure ? certificate : undefined;
    const place = this.#http === undefined ? { port: 0, host: "127.0.0.1", tls } : { server: this.#http };
    this.#server = new WebSocketServer({ ...place, plainSockets });
    this.#server.setMaxListeners(MAX_AT_ONCE);
    this.#http?.listen(0, "127.0.0.1");
  }

  static async start(path: Path): Promise<ServerEnd> {
    const end = new ServerEnd(path);
    await once(end.#http ?? end.#server, "listening");
    return end;
  }

  get pendingHandshakes(): number {
    return this.#server.pendingHandshakes;
  }

  /** A connection without a handshake. */
  connect(): Promise<RawPeer> {
    const { port } = this.#server.address() as AddressInfo; // listens on TCP
    return RawPeer.connect(port, { tls: this.#path.isSecure });
  }

  async open(target: string): Promise<Opened> {
    const accepted = new Promise<Omit<Opened, "peer">>((resolve) => {
      const take = (socket: WebSocket): void => {
        if (socket.url !== target) return;
        this.#server.off("connection", take);
        resolve({ socket, events: recordEvents(socket) });
      };
      this.#server.on("connection", take);
    });
    const peer = await this.connect();
    const request: RawRequest = { target };
    const { status } = await peer.request(request);
    if (status !== 101) throw new Error(`refused with ${status}`);
    return { ...(await accepted), peer };
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await this.#server.close();
    this.#http?.close();
    this.#http?.closeAllConnections();
  }
}

class ClientEnd implements End {
  readonly #path: Path;
  readonly #server: RawServer;
  /** Peers come in the order in which they connect; so one at a time is opened. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: Path, server: RawServer) {
    this.#path = path;
    this.#server = server;
  }

  open(target: string): Promise<Opened> {
    const opened = this.#last.then(() => this.#open(target));
    this.#last = opened;
    return opened;
  }

  async #open(target: string): Promise<Opened> {
    const { plainSockets } = this.#path;
    const socket = new WebSocket(this.#server.url(target), [], { plainSockets, tls: { ca: certificate.cert } });
    const events = recordEvents(socket);
    const opened = once(socket, "open");
    const peer = await this.#server.nextPeer();
    await peer.acceptUpgrade();
    await opened;
    return { socket, events, peer };
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

/** Opens the end of `path`. */
export async function startEnd(path: Path): Promise<End> {
  if (path.role === "server") return ServerEnd.start(path);
  return new ClientEnd(path, await RawServer.listen(path.isSecure ? certificate : undefined));
}
