/**
 * What answers each bug, taken out: `../defences/run.ts` does it in a copy and looks whether the bug's test fails. A piece that
 * is no longer there means that this table must follow the source.
 */
import type { Mutation } from "../defences/take-out.ts";

const wire = (file: string): string => `packages/wire/src/${file}`;
const node = (file: string): string => `packages/websocket/src/${file}`;

/** By the names of the tests. */
export const mutations: readonly Mutation[] = [
  {
    test: "chrome-devtools-mcp-1172-see-frames",
    file: node("socket/transport.ts"),
    find: 'this.#show("onReceived", bytes);',
    replace: "",
  },
  {
    test: "cve-2024-37890-many-headers",
    file: wire("handshake/head-reader.ts"),
    find: 'if (this.#headers.length === this.#maxHeaderCount) return "too-many-headers";',
    replace: "",
    and: {
      file: wire("handshake/server-handshake.ts"),
      find: 'if (head.headers.length > limits.maxHeaderCount) return "too-many-headers";',
      replace: "",
    },
  },
  {
    test: "phoenix-4045-reconnect-storm",
    file: node("server/web-socket-server.ts"),
    find: "this.#pending.size <= maxPendingHandshakes &&",
    replace: "maxPendingHandshakes >= 0 &&",
  },
  {
    test: "socket-io-3507-blocked-loop",
    file: node("runtime/deadline-queue.ts"),
    find: "if (!this.#hasCaughtUp &&",
    replace: "if (this.#hasCaughtUp &&",
  },
  {
    test: "socket-io-3558-memory-comes-back",
    file: node("socket/socket-events.ts"),
    find: "this.#registry?.delete(socket);",
    replace: "",
  },
  {
    test: "uwebsockets-1047-drain-always-called",
    file: node("socket/transport.ts"),
    find: "this.#status.needsDrain = true;",
    replace: "this.#status.needsDrain = !this.#status.isReading && this.#status.needsDrain;",
  },
  {
    test: "uwebsockets-1876-pongs-under-backpressure",
    file: wire("connection/outbound.ts"),
    find: "this.#pendingPong = new Uint8Array(payload);",
    replace: "return;",
  },
  {
    test: "uwebsockets-js-346-native-addon",
    file: "packages/ws/package.json",
    find: '"dependencies": {',
    replace: '"dependencies": { "bufferutil": "4.0.0",',
  },
  {
    test: "whatwg-websockets-16-browser-auth",
    file: node("server/upgrade-pipeline.ts"),
    find: "if (!isOriginAllowed(",
    replace: "if (isSecure && !isOriginAllowed(",
  },
  {
    test: "whatwg-websockets-17-receive-backpressure",
    file: node("socket/message-iterator.ts"),
    find: "if (messages.length < PAUSE_AT_MESSAGES || socket.isPaused) return;",
    replace: "if (messages.length < PAUSE_AT_MESSAGES || !socket.isPaused) return;",
  },
  {
    test: "ws-1034-close-1006",
    file: wire("connection/close-result.ts"),
    find: "return { ...facts, code,",
    replace: "return { ...facts, cause: undefined, code,",
  },
  {
    test: "ws-1158-dead-client",
    file: wire("connection/heartbeat.ts"),
    find: 'return this.#pingedAt === NOT_YET ? "ping" : "timeout";',
    replace: 'return "ping";',
  },
  {
    test: "ws-1254-idle-proxies",
    file: wire("limits.ts"),
    find: "pingIntervalMs: 25_000,",
    replace: "pingIntervalMs: 60_000,",
  },
  {
    test: "ws-1558-closed-after-send",
    file: wire("connection/connection.ts"),
    find: 'reason: this.#profile.dialect.explainFailures ? message : ""',
    replace: 'reason: this.#profile.dialect.explainFailures && message === "" ? message : ""',
  },
  {
    test: "ws-1643-buffered-amount-over-tls",
    file: node("socket/transport.ts"),
    find: "if (!this.#status.isWriting || this.stream.pendingBytes > 0) return;",
    replace: "if (!this.#status.isWriting || this.stream.pendingBytes >= 0) return;",
  },
  {
    test: "ws-1827-broadcast-lag",
    file: node("socket/transport.ts"),
    find: "if (this.#flushesAtOnce || waiting > FLUSH_AT_BYTES) {",
    replace: "if (this.#flushesAtOnce || waiting > 0 * FLUSH_AT_BYTES) {",
  },
  {
    test: "ws-2225-dead-server",
    file: wire("limits.ts"),
    find: "maxBufferedBytes: 16 * MIB,",
    replace: "maxBufferedBytes: 16 * MIB,\n  pingIntervalMs: 0,",
  },
  {
    test: "ws-2263-backpressure",
    file: node("socket/transport.ts"),
    find: "if (this.bufferedBytes <= this.#limits.maxBufferedBytes ||",
    replace: "if (this.bufferedBytes >= 0 ||",
  },
  {
    test: "ws-2331-tiny-fragments",
    file: wire("message/message-assembler.ts"),
    find: "if (this.#dialect.recordFragments) this.#fragmentEnds.push",
    replace: "this.#fragmentEnds.push",
  },
  {
    test: "ws-497-compression-memory",
    file: node("deflate/deflate-options.ts"),
    find: "if (option === undefined || option === false) return [];\n  const given = option === true",
    replace: "if (option === false) return [];\n  const given = option === undefined || option === true",
  },
];
