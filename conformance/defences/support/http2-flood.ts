/**
 * Floods for the attacks on HTTP/2: the same bytes again and again, as fast as the server takes them, on as many connections
 * as it ends.
 */
import { Http2Peer, joinBytes, RawHttp2Peer } from "@longwire/testkit";

const BATCH = 500;

/** Sends `count` pieces, made for the n-th of each connection. @returns how many connections it took. */
export async function flood(port: number, count: number, piece: (n: number) => Uint8Array): Promise<number> {
  let connections = 0;
  for (let sent = 0; sent < count; ) {
    const peer = await RawHttp2Peer.open(port);
    connections += 1;
    for (let n = 0; sent < count && !peer.socket.destroyed && !peer.socket.readableEnded; ) {
      const pieces = Array.from({ length: Math.min(BATCH, count - sent) }, (_, i) => piece(n + i));
      n += pieces.length;
      sent += pieces.length;
      const isTaken = peer.write(joinBytes(pieces));
      if (!isTaken)
        await Promise.race([new Promise<void>((resolve) => peer.socket.once("drain", resolve)), peer.closed]);
      else await new Promise((resolve) => setImmediate(resolve));
    }
    peer.socket.destroy();
    await peer.closed;
  }
  return connections;
}

/** A neighbour on a connection of its own, whose messages come back all the while. @returns the slowest of them. */
export async function watchNeighbour(port: number, during: () => Promise<unknown>): Promise<number> {
  const peer = await Http2Peer.open(port);
  const tunnel = await peer.tunnel();
  let isOver = false;
  let slowestMs = 0;
  const attack = during().finally(() => {
    isOver = true;
  });
  for (let count = 1; !isOver; count += 1) {
    const before = performance.now();
    tunnel.send({ opcode: 1, payload: Buffer.from("x") });
    // Three bytes each: header, length, text.
    while (tunnel.bytes.length < 3 * count) await new Promise((resolve) => setImmediate(resolve));
    slowestMs = Math.max(slowestMs, performance.now() - before);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await attack;
  peer.destroy();
  return slowestMs;
}
