/**
 * V20, certificates that are not verified (CVE-2020-15133, CVE-2020-11050, CVE-2016-10536).
 * Defence: Node's verification, left on; the server's name in SNI (RFC 6455 §4.1); TLS 1.2 at least (dial-direct.ts). Without
 * verification, a certificate that nobody vouches for is accepted.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { createServer, type TlsOptions } from "node:tls";
import { createExpired, createSelfSigned } from "@longwire/testkit";
import { WebSocket, WebSocketServer } from "@longwire/websocket";

const certificate = createSelfSigned();

async function failure(url: string, tls: object = {}): Promise<string> {
  const socket = new WebSocket(url, [], { tls });
  const opened = once(socket, "open").then(() => [new Error("it is open")]);
  const [error] = (await Promise.race([once(socket, "error"), opened])) as [NodeJS.ErrnoException];
  socket.terminate();
  await socket.closed;
  return error.code ?? error.message;
}

test("a certificate that nobody vouches for, or of another name, ends the attempt", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", tls: certificate });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  assert.equal(await failure(`wss://localhost:${port}`), "DEPTH_ZERO_SELF_SIGNED_CERT");
  const trusting = { ca: certificate.cert };
  assert.equal(
    await failure(`wss://127.0.0.1:${port}`, { ...trusting, servername: "other.example" }),
    "ERR_TLS_CERT_ALTNAME_INVALID",
  );
  assert.equal(server.clients.size, 0);
  const socket = new WebSocket(`wss://localhost:${port}`, [], { tls: trusting });
  await once(socket, "open");
  socket.terminate();
  await server.close();
});

test("a certificate whose time is over ends the attempt, though its authority is trusted", async () => {
  const expired = createExpired();
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", tls: expired });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  assert.equal(await failure(`wss://localhost:${port}`, { ca: expired.cert }), "CERT_HAS_EXPIRED");
  assert.equal(server.clients.size, 0);
  await server.close();
});

async function withTlsServer(
  options: TlsOptions,
  use: (port: number, names: (string | false | null | undefined)[]) => Promise<void>,
): Promise<void> {
  const names: (string | false | null | undefined)[] = [];
  const server = createServer({ ...certificate, ...options }, (socket) => {
    names.push(socket.servername ?? undefined);
    socket.on("error", () => undefined);
    socket.destroy();
  });
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  await once(server.listen(0, "127.0.0.1"), "listening");
  await use((server.address() as AddressInfo).port, names);
  server.close();
}

test("TLS 1.1 is refused, by a client and by a server", async () => {
  await withTlsServer({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }, async (port) => {
    assert.match(
      await failure(`wss://localhost:${port}`, { ca: certificate.cert }),
      /VERSION|ALERT|ECONNRESET|UNSUPPORTED/,
    );
  });
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", tls: certificate });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const old = { ca: certificate.cert, minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" };
  assert.match(await failure(`wss://localhost:${port}`, old), /VERSION|ALERT|ECONNRESET/);
  await server.close();
});

test("the server's name is sent, an address is not", async () => {
  await withTlsServer({}, async (port, names) => {
    await failure(`wss://localhost:${port}`, { ca: certificate.cert });
    await failure(`wss://127.0.0.1:${port}`, { ca: certificate.cert });
    assert.deepEqual(names, ["localhost", false]);
  });
});
