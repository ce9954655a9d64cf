import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { RawPeer, until } from "@longwire/testkit";
import { WebSocketServer } from "./web-socket-server.ts";

setFlagsFromString("--expose-gc");
// The flag makes `gc` a global of new contexts only.
const collectGarbage = runInNewContext("gc") as () => void;

it("an open socket does not keep the request that it came with", { timeout: 10_000 }, async (t) => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  t.after(() => server.close());
  await once(server, "listening");
  let request: WeakRef<object> | undefined;
  server.on("connection", (_socket, given) => {
    request = new WeakRef(given);
  });
  const peer = await RawPeer.open((server.address() as AddressInfo).port);
  await until("the request is gone", () => {
    collectGarbage();
    return request !== undefined && request.deref() === undefined;
  });
  assert.equal(server.clients.size, 1);
  peer.destroy();
});
