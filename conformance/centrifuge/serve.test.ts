/** The example of the official SDK's README, with only the address changed, against `longwire serve` as a process. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { Centrifuge, type PublicationContext } from "centrifuge";
import { Centrifuge as ProtobufCentrifuge } from "centrifuge/build/protobuf";

const LONGWIRE = fileURLToPath(new URL("../../packages/cli/bin/longwire.js", import.meta.url));

async function startServing(t: TestContext): Promise<{ process: ChildProcess; place: string }> {
  const child = spawn(process.execPath, [LONGWIRE, "serve", "--port", "0", "--data", "memory"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  t.after(() => child.kill("SIGKILL"));
  for await (const line of createInterface({ input: child.stdout })) {
    const place = /^listening on http:\/\/(\S+)$/.exec(line)?.[1];
    if (place !== undefined) return { process: child, place };
  }
  throw new Error("it ended before it listened");
}

async function call(place: string, method: string, params: object): Promise<unknown> {
  const response = await fetch(`http://${place}/api/${method}`, { method: "POST", body: JSON.stringify(params) });
  return ((await response.json()) as { result: unknown }).result;
}

const clients = [
  { name: "JSON", make: (url: string) => new Centrifuge(url, {}), decode: (data: unknown) => data },
  {
    name: "Protobuf",
    make: (url: string) => new ProtobufCentrifuge(url, {}) as unknown as Centrifuge,
    decode: (data: unknown) => JSON.parse(new TextDecoder().decode(data as Uint8Array)),
  },
];

for (const { name, make, decode } of clients) {
  describe(`longwire serve and the official SDK over ${name}`, () => {
    it("runs the README's example; what the HTTP API publishes arrives; a drain makes the client come back", async (t) => {
      const { process: server, place } = await startServing(t);
      const centrifuge = make(`ws://${place}/connection/websocket`);
      t.after(() => centrifuge.disconnect());
      const sub = centrifuge.newSubscription("channel");
      const arrived = new Promise<PublicationContext>((resolve) => sub.on("publication", resolve));
      sub.subscribe();
      centrifuge.connect();
      await sub.ready(5000);
      const published = await call(place, "publish", { channel: "channel", data: { hello: "world" } });
      assert.equal((published as { offset: number }).offset, 1);
      assert.deepEqual(decode((await arrived).data), { hello: "world" });
      assert.deepEqual(await call(place, "presence_stats", { channel: "channel" }), { num_clients: 1, num_users: 1 });
      const { publications } = await sub.history({ limit: 10 });
      assert.deepEqual(
        publications.map(({ data }) => decode(data)),
        [{ hello: "world" }],
      );
      const connecting = new Promise<number>((resolve) => centrifuge.on("connecting", ({ code }) => resolve(code)));
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      assert.equal(await connecting, 3001);
      assert.deepEqual(await ended, [0, null]);
    });
  });
}
