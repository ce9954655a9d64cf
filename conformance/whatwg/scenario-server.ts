/**
 * A server for the comparison with other implementations: the path of a request says how it behaves, well or badly.
 */
import { acceptOf, type RawPeer, RawServer } from "@longwire/testkit";

const text = (value: string): { opcode: number; payload: Uint8Array } => ({ opcode: 1, payload: Buffer.from(value) });
const close = (code: number, reason: string): { opcode: number; payload: Uint8Array } => ({
  opcode: 8,
  payload: Buffer.from([code >> 8, code & 255, ...Buffer.from(reason)]),
});

async function echo(peer: RawPeer): Promise<void> {
  for (;;) {
    const { opcode, payload } = await peer.readFrame();
    peer.sendUnmasked({ opcode, payload });
    if (opcode === 8) break;
  }
  peer.end();
}

type Behaviour = (peer: RawPeer) => Promise<void> | void;

const behaviours: Readonly<Record<string, Behaviour>> = {
  "/echo": echo,
  "/closes": async (peer) => {
    peer.sendUnmasked(text("first"));
    peer.sendUnmasked(close(4000, "bye ü"));
    await peer.readFrame();
    peer.end();
  },
  "/burst": async (peer) => {
    peer.socket.cork();
    for (const value of ["a", "b", "c"]) peer.sendUnmasked(text(value));
    peer.sendUnmasked({ opcode: 8 });
    peer.socket.uncork();
    await peer.readFrame();
    peer.end();
  },
  "/drops": (peer) => {
    peer.sendUnmasked(text("last"));
    peer.end();
  },
  "/resets": async (peer) => {
    peer.sendUnmasked(text("last"));
    await peer.readFrame();
    peer.reset();
  },
  "/breaks-a-rule": (peer) => peer.sendUnmasked({ opcode: 3 }),
  "/not-utf8": (peer) => peer.sendUnmasked({ opcode: 1, payload: Uint8Array.of(0xff) }),
  "/answers-no-close": async (peer) => {
    await peer.readFrame();
    peer.end();
  },
  "/binary": async (peer) => {
    for (const value of [1, 2]) peer.sendUnmasked({ opcode: 2, payload: Uint8Array.of(value) });
    await echo(peer);
  },
};

/** Listens until `close`. Connections are served one after another or side by side, by their path. */
export async function listenForScenarios(): Promise<RawServer> {
  const server = await RawServer.listen();
  void accept(server);
  return server;
}

async function accept(server: RawServer): Promise<void> {
  for (;;) {
    const peer = await server.nextPeer();
    serve(peer).catch(() => peer.destroy());
  }
}

async function serve(peer: RawPeer): Promise<void> {
  const head = await peer.readHead();
  const path = head.split(" ")[1] ?? "";
  if (path === "/") {
    peer.write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1\r\nConnection: close\r\n\r\n.");
    peer.end();
    return;
  }
  const behaviour = behaviours[path];
  if (behaviour === undefined) {
    peer.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    peer.end();
    return;
  }
  peer.write(upgrade(head));
  await behaviour(peer);
}

function upgrade(head: string): string {
  const protocol = /^sec-websocket-protocol: *([^,\r]*)/im.exec(head)?.[1];
  const line = protocol === undefined ? "" : `Sec-WebSocket-Protocol: ${protocol}\r\n`;
  const accept = `Sec-WebSocket-Accept: ${acceptOf(head)}`;
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${accept}\r\n${line}\r\n`;
}
