/** The scenarios through a real nginx. */
import { after, before, describe, it } from "node:test";
import { ChildServer } from "../defences/support/child-server.ts";
import { nginxConfiguration } from "./configurations.ts";
import { type Behind, scenarios } from "./scenarios.ts";
import { freePort, isMissing, startProxy } from "./start-proxy.ts";

/** What ends with the suite; an `after` within `before` would end with that. */
const ends: (() => void | Promise<void>)[] = [];
const t = { after: (end: () => void | Promise<void>) => ends.push(end) };

describe("behind nginx", { skip: isMissing("nginx") }, () => {
  let behind: Behind;

  after(async () => {
    for (const end of ends.reverse()) await end();
  });

  before(async () => {
    const start = async (pingIntervalMs: number): Promise<{ port: number; server: ChildServer }> => {
      const server = await ChildServer.start(t, { trustProxy: ["127.0.0.1"], limits: { pingIntervalMs } });
      const port = await freePort();
      await startProxy(t, "nginx", nginxConfiguration(port, server.port), [port]);
      return { port, server };
    };
    behind = { ...(await start(150)), quiet: await start(0) };
  });

  for (const [title, run] of Object.entries(scenarios)) it(title, () => run(behind));
});
