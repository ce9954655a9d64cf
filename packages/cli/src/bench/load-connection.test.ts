import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../testing/start-server.ts";
import { HandleDialer } from "./handle-stream.ts";
import { LoadConnection } from "./load-connection.ts";
import { LoadFrames } from "./load-frames.ts";
import type { Dialer } from "./load-stream.ts";
import { findTarget, type LoadTarget } from "./load-target.ts";
import { SocketDialer } from "./socket-stream.ts";
import { tcpBindingFor } from "./tcp-binding.ts";

const target = (url: string): Promise<LoadTarget> => findTarget(url, { ca: undefined, isInsecure: false });

function handleDialer(to: LoadTarget): Dialer {
  const binding = tcpBindingFor(to.address);
  assert.ok(binding !== undefined, "this Node has no such handle: look at tcp-binding.ts");
  return new HandleDialer(to, binding);
}

/** Connects, calls `onOpen`, and resolves when `wanted` messages have come back; rejects when the connection is lost. */
function exchange(
  dialer: Dialer,
  requestHead: string,
  sizeBytes: number,
  wanted: number,
  onOpen: (connection: LoadConnection) => void,
): Promise<LoadConnection> {
  return new Promise((resolve, reject) => {
    let messages = 0;
    const connection: LoadConnection = new LoadConnection({
      ...{ dialer, requestHead, index: 0, expectedBytes: sizeBytes },
      events: {
        onOpen: () => onOpen(connection),
        onMessages: (count) => {
          messages += count;
          if (messages === wanted) resolve(connection);
        },
        onFailed: reject,
      },
    });
  });
}

for (const [way, create] of [
  ["socket", (to: LoadTarget) => new SocketDialer(to)],
  ["handle", handleDialer],
] as const) {
  for (const [sizeBytes, count] of [
    [32, 3000],
    [3_000_000, 8],
  ] as const) {
    test(`${way}: ${count} messages of ${sizeBytes} bytes written at once come back unchanged`, async (t) => {
      const url = await startServer(
        t,
        (socket) => {
          socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
        },
        { limits: { maxMessageBytes: 4_000_000, maxFrameBytes: 4_000_000, maxBufferedBytes: 32_000_000 } },
      );
      const to = await target(url);
      const frames = new LoadFrames(sizeBytes, count);
      const connection = await exchange(create(to), to.requestHead, sizeBytes, count, (opened) =>
        frames.write(count, opened.write),
      );
      connection.end();
    });
  }

  test(`${way}: a connection that the server breaks off is a failure, and writing to it does no harm`, async (t) => {
    let broken: LoadConnection | undefined;
    const url = await startServer(t, (socket) => socket.on("message", () => socket.terminate()));
    const to = await target(url);
    const frames = new LoadFrames(32, 1);
    const whole = exchange(create(to), to.requestHead, 32, 1, (opened) => {
      broken = opened;
      frames.write(1, opened.write);
    });
    await assert.rejects(whole, /closed the connection|ECONNRESET|EPIPE/);
    frames.write(3, (bytes) => broken?.write(bytes));
    await new Promise((resolve) => setImmediate(resolve));
  });
}
