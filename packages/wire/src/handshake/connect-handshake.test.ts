import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConnectionOptions } from "../connection/connection.ts";
import { serverLimits } from "../limits.ts";
import { ConnectHandshake, type ConnectHandshakeOptions } from "./connect-handshake.ts";
import { checkConnectRequest } from "./connect-request.ts";
import type { HeaderLine } from "./head.ts";

const connection: Omit<ConnectionOptions, "role" | "transform"> = {
  handler: { onMessage() {}, onPing() {}, onPong() {}, onClosing() {} },
  now: 0,
  nextMaskingKey: () => 0,
};

const plain: ConnectHandshakeOptions = { scheme: "https", host: "server.example.com", target: "/chat" };

function receive(options: Partial<ConnectHandshakeOptions>, status: number, ...headers: HeaderLine[]): string {
  const handshake = new ConnectHandshake({ ...plain, ...options });
  const result = handshake.receive({ status, reason: "", httpVersion: "2.0", headers }, connection);
  return result.type === "failed" ? result.failure.id : result.type;
}

test("RFC 8441 §5.1: the request, which our own check accepts", () => {
  const { request } = new ConnectHandshake({
    ...plain,
    origin: "http://www.example.com",
    subprotocols: ["chat", "superchat"],
    headers: [["Authorization", "Bearer t"]],
  });
  assert.deepEqual(request, {
    method: "CONNECT",
    protocol: "websocket",
    scheme: "https",
    authority: "server.example.com",
    path: "/chat",
    headers: [
      ["sec-websocket-version", "13"],
      ["origin", "http://www.example.com"],
      ["sec-websocket-protocol", "chat, superchat"],
      ["authorization", "Bearer t"],
    ],
  });
  assert.equal(checkConnectRequest(request, serverLimits).type, "upgrade");
});

test("edge 86: success is 200, and Accept is not looked at", () => {
  assert.equal(receive({}, 200), "accepted");
  assert.equal(receive({}, 200, ["sec-websocket-accept", "nonsense"]), "accepted");
  assert.equal(receive({}, 103), "informational");
  for (const status of [201, 204, 302, 403, 503]) assert.equal(receive({}, status), "status-not-200");
});

test("what was not offered fails, as over HTTP/1.1 (RFC 6455 §4.1)", () => {
  assert.equal(receive({}, 200, ["sec-websocket-protocol", "a"]), "subprotocol-not-offered");
  assert.equal(receive({ subprotocols: ["a"] }, 200), "subprotocol-missing");
  assert.equal(receive({ subprotocols: ["a"] }, 200, ["sec-websocket-protocol", "a"]), "accepted");
  assert.equal(receive({}, 200, ["sec-websocket-extensions", "x"]), "extension-not-offered");
});

test("what cannot be sent is refused", () => {
  assert.throws(() => new ConnectHandshake({ ...plain, host: "a b" }), { name: "UsageError" });
  assert.throws(() => new ConnectHandshake({ ...plain, target: "x" }), { name: "UsageError" });
  assert.throws(() => new ConnectHandshake({ ...plain, headers: [["Upgrade", "websocket"]] }), { name: "UsageError" });
});
