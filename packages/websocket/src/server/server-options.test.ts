import assert from "node:assert/strict";
import { createServer } from "node:http";
import { describe, it } from "node:test";
import { checkServerOptions, type ListenOptions } from "./server-options.ts";

describe("server options", () => {
  it("name exactly one place where handshakes come from", () => {
    const server = createServer();
    const good: ListenOptions[] = [
      { port: 0 },
      { port: 0, host: "::1", backlog: 1, tls: {}, path: "/" },
      { server },
      { noServer: true },
    ];
    for (const options of good) assert.doesNotThrow(() => checkServerOptions(options));
    const bad: ListenOptions[] = [
      {},
      { noServer: false },
      { port: 0, server },
      { port: 0, noServer: true },
      { server, noServer: true },
      { server, port: 0, noServer: true },
    ];
    for (const options of bad) {
      assert.throws(() => checkServerOptions(options), { code: "ERR_INVALID_ARGUMENT", message: /exactly one/ });
    }
  });

  it("have host, backlog and tls only with a port of its own", () => {
    const server = createServer();
    for (const options of [
      { server, host: "::1" },
      { noServer: true, tls: {} },
      { server, backlog: 1 },
    ]) {
      assert.throws(() => checkServerOptions(options), { code: "ERR_INVALID_ARGUMENT", message: /option port/ });
    }
  });

  it("have a path that begins with a slash", () => {
    for (const path of ["chat", "", "*", "?a"]) {
      assert.throws(() => checkServerOptions({ port: 0, path }), { code: "ERR_INVALID_ARGUMENT", message: /path/ });
    }
  });

  it("have proxyProtocol only with a port of its own, without TLS and HTTP/2", () => {
    assert.doesNotThrow(() => checkServerOptions({ port: 0, proxyProtocol: true }));
    for (const options of [
      { server: createServer(), proxyProtocol: true },
      { noServer: true, proxyProtocol: true },
      { port: 0, tls: {}, proxyProtocol: true },
    ]) {
      assert.throws(() => checkServerOptions(options), {
        code: "ERR_INVALID_ARGUMENT",
        message: /proxyProtocol belongs/,
      });
    }
    assert.throws(() => checkServerOptions({ port: 0, http2: true, proxyProtocol: true }), {
      code: "ERR_INVALID_ARGUMENT",
      message: /proxyProtocol and http2/,
    });
  });
});
