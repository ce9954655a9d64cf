import assert from "node:assert/strict";
import { it } from "node:test";
import { acceptOf, splitFrames } from "@longwire/testkit";
import { clientPaths } from "../testing/client-paths.ts";
import { describeOn } from "../testing/server-paths.ts";
import { WebSocket } from "./web-socket.ts";

describeOn(clientPaths, "a tap", { timeout: 10_000 }, (path) => {
  it("sees every byte after the handshake, early ones included, once and in order", async (t) => {
    const early = Buffer.from("81026869890178", "hex"); // "hi" and a Ping
    const later = Buffer.from("880203e8", "hex");
    const server = await path.listen(t);
    const sent: Buffer[] = [];
    const received: Buffer[] = [];
    const socket = new WebSocket(server.url(), [], {
      ...path.options(t),
      tap: {
        onSent: (bytes) => sent.push(Buffer.from(bytes)),
        onReceived: (bytes) => received.push(Buffer.from(bytes)),
      },
    });
    socket.on("message", () => {
      // Pausing with bytes unread must not show them twice.
      socket.pause();
      setImmediate(() => socket.resume());
    });
    socket.on("ping", () => socket.send(new Uint8Array(100_000)));
    const peer = await server.nextPeer();
    const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    const answer = [...lines, `Sec-WebSocket-Accept: ${acceptOf(await peer.readHead())}`, "", ""].join("\r\n");
    peer.write(Buffer.concat([Buffer.from(answer), early]));
    const fromClient = [await peer.readFrame(), await peer.readFrame()];
    peer.write(later);
    peer.end();
    fromClient.push(await peer.readFrame());
    const { wasClean } = await socket.closed;
    assert.equal(wasClean, true);
    assert.equal(Buffer.concat(received).toString("hex"), Buffer.concat([early, later]).toString("hex"));
    const shown = splitFrames(Buffer.concat(sent));
    assert.deepEqual(
      shown.map(({ opcode, payload }) => [opcode, payload.length]),
      [
        [10, 1],
        [2, 100_000],
        [8, 2],
      ],
    );
    for (const [i, { maskingKey }] of shown.entries()) {
      assert.deepEqual(Buffer.from(maskingKey ?? []), Buffer.from(fromClient[i]?.maskingKey ?? []));
    }
  });
});
