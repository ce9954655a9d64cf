/**
 * How each defence is taken out: a piece of source and what stands in its place. `run.ts` does it in a copy and looks whether
 * the class's tests fail. A piece that is no longer there means that this table must follow the source.
 */
import type { Mutation } from "./take-out.ts";

const wire = (file: string): string => `packages/wire/src/${file}`;
const node = (file: string): string => `packages/websocket/src/${file}`;

/** In the order of the classes, then HTTP/2. */
export const mutations: readonly Mutation[] = [
  {
    test: "v01-decompression-bomb",
    file: node("deflate/large-inflate.ts"),
    find: "Math.max(1, Math.min(room, bufferConstants.MAX_LENGTH))",
    replace: "bufferConstants.MAX_LENGTH + 0 * room",
  },
  {
    test: "v01-decompression-bomb",
    file: node("deflate/node-inflater.ts"),
    find: "const weight = Math.min(limitBytes, data.length * MAX_RATIO);",
    replace: "const weight = 0;",
    and: { file: node("deflate/node-inflater.ts"), find: "jobs.enter(1,", replace: "jobs.enter(0," },
  },
  {
    test: "v02-inflated-limit",
    file: wire("connection/decode-order.ts"),
    find: "decode(message.payload, this.#limitBytes,",
    replace: "decode(message.payload, Number.POSITIVE_INFINITY,",
  },
  {
    test: "v03-reassembled-size",
    file: wire("message/message-assembler.ts"),
    find: "if (header.payloadLength > room)",
    replace: "if (header.payloadLength > room + this.#length)",
  },
  {
    test: "v04-tiny-fragments",
    file: wire("message/message-assembler.ts"),
    find: "if (this.#dialect.recordFragments) this.#fragmentEnds.push",
    replace: "this.#fragmentEnds.push",
  },
  {
    test: "v05-tiny-packets",
    file: wire("message/message-assembler.ts"),
    find: "this.#allocate(Math.max(needed, Math.min(expected, generous)))",
    replace: "this.#allocate(Math.min(expected, needed + 4096 + 0 * generous))",
  },
  {
    test: "v06-declared-length",
    file: wire("message/message-assembler.ts"),
    find: "if (header.payloadLength > maxFrameBytes + this.#growth(maxFrameBytes))",
    replace: "if (header.payloadLength > 2 ** 53)",
    and: {
      file: wire("message/message-assembler.ts"),
      find: "if (header.payloadLength > room)",
      replace: "if (header.payloadLength > 2 ** 53)",
    },
  },
  {
    test: "v07-reserved-bit",
    file: wire("connection/message-reader.ts"),
    find: "allowRsv1: transform !== undefined",
    replace: "allowRsv1: true",
  },
  {
    test: "v08-inflate-after-error",
    file: wire("connection/decode-order.ts"),
    find: "this.#slots = [];\n    this.#bytes = 0;\n    this.#transform?.dropDecodes?.();",
    replace: "",
  },
  {
    test: "v09-head-size",
    file: wire("handshake/head-reader.ts"),
    find: "if (this.#headers.length === this.#maxHeaderCount)",
    replace: "if (this.#headers.length === 10 * this.#maxHeaderCount)",
    and: {
      file: wire("handshake/server-handshake.ts"),
      find: "if (head.headers.length > limits.maxHeaderCount)",
      replace: "if (head.headers.length > 10 * limits.maxHeaderCount)",
    },
  },
  {
    test: "v10-scanners",
    file: node("server/upgrade-request.ts"),
    find: "Object.create(null)",
    replace: "{}",
  },
  {
    test: "v11-extension-parameters",
    file: wire("deflate/window-bits.ts"),
    find: "if (value.length === 1) return",
    replace: "return Number(value);\n  if (value.length === 1) return",
  },
  {
    test: "v12-resets",
    file: node("streams/duplex-stream.ts"),
    find: 'duplex.on("error", (error: Error) => this.events.onError(() => error));',
    replace: "",
    and: {
      file: node("streams/handle-stream.ts"),
      find: 'socket.on("error", (error) => this.events.onError(() => error));',
      replace: "",
    },
  },
  {
    test: "v13-refusal-leaks",
    file: node("server/pending-upgrade.ts"),
    find: 'if (this.#state === "refused") {\n      this.stream.destroy();',
    replace: 'if (this.#state === "refused") {',
  },
  {
    test: "v14-early-data",
    file: node("server/own-port.ts"),
    find: "if (result.consumed < bytes.length) pending.keepEarly(bytes.subarray(result.consumed));",
    replace: "",
  },
  {
    test: "v15-request-targets",
    file: wire("handshake/request-target.ts"),
    find: "return isPlainPath(path) ?",
    replace: "return isPlainPath(path) || path !== '' ?",
  },
  {
    test: "v16-origins",
    file: node("server/upgrade-pipeline.ts"),
    find: 'return "origin-refused";',
    replace: "return undefined;",
  },
  {
    test: "v17-smuggling",
    file: node("server/handshake-answers.ts"),
    find: "stream.end();",
    replace: "",
  },
  {
    test: "v18-header-injection",
    file: wire("handshake/extra-headers.ts"),
    find: "assertHeaderLine(header);",
    replace: "",
  },
  {
    test: "v19-redirects",
    file: wire("handshake/client-handshake.ts"),
    find: "status !== 101",
    replace: "status === 0",
  },
  {
    test: "v20-tls-verification",
    file: node("client/dial-direct.ts"),
    find: 'minVersion: "TLSv1.2",',
    replace: 'minVersion: "TLSv1.2", rejectUnauthorized: false,',
  },
  {
    test: "v21-slow-handshakes",
    file: node("server/pending-upgrade.ts"),
    find: "limits.handshakeTimeoutMs > 0 ?",
    replace: "limits.handshakeTimeoutMs < 0 ?",
  },
  {
    test: "v22-spoofed-address",
    file: node("server/trusted-proxies.ts"),
    find: "at >= 0 && this.#trusts(address, hop)",
    replace: "at >= 0 && (this.#trusts(address, hop) || hop >= 0)",
  },
  {
    test: "v23-memory-disclosure",
    file: node("socket/outgoing-data.ts"),
    find: "data.byteOffset, data.byteLength",
    replace: "0, data.byteLength + data.byteOffset",
  },
  {
    test: "v24-masking-keys",
    file: node("runtime/masking-keys.ts"),
    find: "next += 1;",
    replace: "",
  },
  {
    test: "v25-ping-flood",
    file: wire("connection/outbound.ts"),
    find: "if (this.#queue.bytes > PONG_BACKLOG_BYTES) this.#pendingPong",
    replace: "if (this.#queue.bytes < 0) this.#pendingPong",
  },
  {
    test: "v26-slow-readers",
    file: node("socket/transport.ts"),
    find: "if (this.bufferedBytes <= this.#limits.maxBufferedBytes ||",
    replace: "if (this.bufferedBytes >= 0 ||",
  },
  {
    test: "v27-progress",
    file: wire("frame/frame-reader.ts"),
    find: "this.#partialLength = bytes.length - at;\n    return bytes.length;",
    replace: "this.#partialLength = 0;\n    return at;",
  },
  {
    test: "v28-tiny-frames.load",
    file: node("socket/transport.ts"),
    find: "const LONG_TURN_MS = 1;",
    replace: "const LONG_TURN_MS = 1e9;",
  },
  {
    test: "v29-utf8",
    file: wire("message/message-assembler.ts"),
    find: 'return this.#state === "text" && ',
    replace: 'return this.#state === "idle" && ',
  },
  {
    // Node ends such a session with an error, which must be heard.
    test: "h2-after-goaway",
    file: node("http2/server-session.ts"),
    find: 'session.on("error", () => undefined);',
    replace: "",
  },
  {
    test: "h2-rapid-reset",
    file: node("http2/server-session.ts"),
    find: "tunnel.isResetByPeer) this.#countReset();",
    replace: "tunnel.isResetByPeer) return;",
  },
  {
    test: "h2-refused-handshakes",
    file: node("http2/server-session.ts"),
    find: "new ConnectAnswers(stream, () => this.#countWasted())",
    replace: "new ConnectAnswers(stream, () => undefined)",
  },
  {
    // As for h2-after-goaway: Node bounds the answers that wait, and ends the session with an error.
    test: "h2-settings-flood",
    file: node("http2/server-session.ts"),
    find: 'session.on("error", () => undefined);',
    replace: "",
  },
  {
    test: "h2-zero-window",
    file: node("socket/transport.ts"),
    find: "if (this.bufferedBytes <= this.#limits.maxBufferedBytes ||",
    replace: "if (this.bufferedBytes >= 0 ||",
  },
];
