/**
 * A socket of ours and the raw peer at its other end, for every role and on every path: what must hold of a socket, must
 * hold of all of these.
 */
import { once } from "node:events";
import type { TestContext } from "node:test";
import type { RawPeer } from "@longwire/testkit";
import type { Limits } from "@longwire/wire";
import { WebSocket } from "../socket/web-socket.ts";
import { type ClientPath, clientPaths } from "./client-paths.ts";
import { type ServerPath, serverPaths } from "./server-paths.ts";

/** One end of a connection. */
export interface Side {
  /** Such as "server, own port, TLS". */
  readonly name: string;
  readonly role: "server" | "client";
  readonly isSecure: boolean;
  /** Opens a connection that ends with the test. */
  open(t: TestContext, limits?: Partial<Limits>): Promise<readonly [socket: WebSocket, peer: RawPeer]>;
}

function serverSide(path: ServerPath): Side {
  return {
    name: `server, ${path.name}`,
    role: "server",
    isSecure: path.isSecure,
    open: async (t, limits = {}) => {
      const { server, port } = await path.start(t, { limits });
      const connected = once(server, "connection");
      const peer = await path.open(port);
      const [socket] = (await connected) as [WebSocket];
      t.after(() => peer.destroy());
      return [socket, peer];
    },
  };
}

function clientSide(path: ClientPath): Side {
  return {
    name: `client, ${path.name}`,
    role: "client",
    isSecure: path.isSecure,
    open: async (t, limits = {}) => {
      const server = await path.listen(t);
      const socket = new WebSocket(server.url(), [], { limits, ...path.options(t) });
      const opened = once(socket, "open");
      const peer = await server.nextPeer();
      await peer.acceptUpgrade();
      await opened;
      t.after(() => socket.terminate());
      return [socket, peer];
    },
  };
}

/** A server's socket on each path. */
export const serverSides: readonly Side[] = serverPaths.map(serverSide);

/** Every end there is. Through an agent, a client's socket differs by its handshake only. */
export const sides: readonly Side[] = [
  ...serverSides,
  ...clientPaths.filter(({ usesAgent }) => !usesAgent).map(clientSide),
];
