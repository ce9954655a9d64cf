/**
 * The live measurements on `/metrics`: one sample, encoded once, to everyone who listens.
 * It knows sockets and who is behind; what is measured is decided in `metrics/`.
 */

import type { Server } from "node:http";
import { WebSocketServer } from "@longwire/websocket";
import type { MetricsEvent } from "../../protocol/metrics.ts";
import { Machine } from "./metrics/machine.ts";
import { MetricsFeed } from "./metrics/metrics-feed.ts";
import type { Traffic } from "./traffic.ts";

// About 30 s of samples that wait for a slow reader. It misses newer ones until it has caught up, and others wait for nothing.
const BEHIND_BYTES = 64 * 1024;
// The only thing a page says here is `ping`.
const MAX_COMMAND_BYTES = 1024;

/** The running measurement and its sockets. */
export interface MetricsServer {
  /** Ends measuring and closes all sockets with 1001. */
  close(): Promise<void>;
}

/** Starts measuring, and serves the samples on an HTTP server. */
export function serveMetrics(http: Server, traffic: Traffic): MetricsServer {
  const server = new WebSocketServer({
    server: http,
    path: "/metrics",
    limits: { maxMessageBytes: MAX_COMMAND_BYTES, maxFrameBytes: MAX_COMMAND_BYTES },
  });
  const machine = new Machine(traffic);
  const feed = new MetricsFeed({
    read: () => machine.read(),
    publish: (sample) => {
      const text = encode({ type: "sample", sample });
      traffic.messagesOut += server.broadcast(text, { filter: (socket) => socket.bufferedAmount < BEHIND_BYTES });
    },
    every: (ms, callback) => {
      const timer = setInterval(callback, ms);
      return () => clearInterval(timer);
    },
  });
  server.on("connection", (socket) => {
    traffic.connections += 1;
    traffic.messagesOut += 1;
    socket.send(encode({ type: "history", samples: feed.history }));
    socket.on("message", (data) => {
      traffic.messagesIn += 1;
      if (data !== PING) return;
      traffic.messagesOut += 1;
      socket.send(encode({ type: "pong" }));
    });
    socket.on("close", () => {
      traffic.connections -= 1;
    });
  });
  return {
    close: async () => {
      feed.close();
      machine.close();
      await server.close({ code: 1001 });
    },
  };
}

const PING = JSON.stringify({ type: "ping" });

function encode(event: MetricsEvent): string {
  return JSON.stringify(event);
}
