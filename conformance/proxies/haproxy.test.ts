/** The scenarios through a real HAProxy, and its PROXY protocol. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { RawPeer } from "@longwire/testkit";
import { ChildServer } from "../defences/support/child-server.ts";
import { haproxyConfiguration } from "./configurations.ts";
import { type Behind, scenarios } from "./scenarios.ts";
import { freePort, isMissing, startProxy } from "./start-proxy.ts";

/** What ends with the suite; an `after` within `before` would end with that. */
const ends: (() => void | Promise<void>)[] = [];
const t = { after: (end: () => void | Promise<void>) => ends.push(end) };

describe("behind HAProxy", { skip: isMissing("haproxy") }, () => {
  let behind: Behind;

  after(async () => {
    for (const end of ends.reverse()) await end();
  });

  before(async () => {
    const start = async (pingIntervalMs: number): Promise<{ port: number; server: ChildServer }> => {
      const server = await ChildServer.start(t, { trustProxy: 1, limits: { pingIntervalMs } });
      const port = await freePort();
      await startProxy(t, "haproxy", haproxyConfiguration(port, server.port), [port]);
      return { port, server };
    };
    behind = { ...(await start(150)), quiet: await start(0) };
  });

  for (const [title, run] of Object.entries(scenarios)) it(title, () => run(behind));

  for (const header of ["send-proxy", "send-proxy-v2"] as const) {
    it(`its PROXY protocol tells the client's address (${header})`, async () => {
      const server = await ChildServer.start(t, { proxyProtocol: true, trustProxy: ["127.0.0.1"] });
      const [port, tunnel] = [await freePort(), await freePort()];
      const configuration = haproxyConfiguration(port, server.port, [{ port: tunnel, backend: server.port, header }]);
      await startProxy(t, "haproxy", configuration, [tunnel]);
      const socket = connect({ port: tunnel, host: "127.0.0.1", localAddress: "127.0.0.9" });
      await once(socket, "connect");
      const peer = new RawPeer(socket);
      const { status } = await peer.request();
      assert.equal(status, 101);
      assert.equal((await server.read(true)).addresses.at(-1), "127.0.0.9");
      peer.sendMasked({ opcode: 1, payload: Buffer.from("through") });
      assert.equal(Buffer.from((await peer.readFrame()).payload).toString(), "through");
      peer.destroy();
    });
  }
});
