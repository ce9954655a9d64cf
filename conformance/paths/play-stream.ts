/**
 * Sends a byte stream to a socket of ours over a real connection, in cuts, and writes down what came of it. It knows nothing of
 * the path, and judges nothing.
 */
import { formatHex, type RawPeer, randomCuts, SeededRandom, splitFrames, turns } from "@longwire/testkit";
import type { WebSocket } from "@longwire/websocket";

/** What a connection came to: the events of the socket, and the frames that its peer got. */
export interface Outcome {
  readonly events: readonly string[];
  readonly frames: readonly string[];
}

/** Writes down the events of `socket` from now on. */
export function recordEvents(socket: WebSocket): string[] {
  const events: string[] = [];
  socket.on("message", (data, isBinary) =>
    events.push(`message ${isBinary} ${formatHex(Buffer.from(data as Buffer))}`),
  );
  socket.on("ping", (data) => events.push(`ping ${formatHex(data)}`));
  socket.on("pong", (data) => events.push(`pong ${formatHex(data)}`));
  socket.on("close", (code, reason) => events.push(`close ${code} ${reason}`));
  socket.on("error", () => undefined); // of TCP, where the peer's end may differ
  return events;
}

/** Sends `stream` from `peer` in cuts that follow from `seed`, each in a turn of its own, then FIN. */
export async function playStream(
  socket: WebSocket,
  events: readonly string[],
  peer: RawPeer,
  stream: Buffer,
  seed: number,
): Promise<Outcome> {
  for (const part of randomCuts(new SeededRandom(seed), Math.max(8, stream.length >> 2)).parts(stream)) {
    peer.write(Buffer.from(part));
    await turns(1);
  }
  peer.end();
  await socket.closed;
  const frames = splitFrames(new Uint8Array(await peer.readToEnd())).map(
    // Masks are random; what is below them is not.
    ({ fin, rsv, opcode, payload, maskingKey, isTruncated }) =>
      `${fin} ${rsv} ${opcode} ${maskingKey !== undefined} ${isTruncated} ${formatHex(payload)}`,
  );
  peer.destroy();
  return { events, frames };
}
