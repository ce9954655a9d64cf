import assert from "node:assert/strict";
import { it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { until } from "@longwire/testkit";
import { describeOn, serverPaths } from "../testing/server-paths.ts";

setFlagsFromString("--expose-gc");
// The flag makes `gc` a global of new contexts only.
const collectGarbage = runInNewContext("gc") as () => void;

describeOn(serverPaths, "an open socket", { timeout: 10_000 }, (path) => {
  it("does not keep the request that it came with", async (t) => {
    const { server, port } = await path.start(t);
    let request: WeakRef<object> | undefined;
    server.on("connection", (_socket, given) => {
      request = new WeakRef(given);
    });
    const peer = await path.open(port);
    await until("the request is gone", () => {
      collectGarbage();
      return request !== undefined && request.deref() === undefined;
    });
    assert.equal(server.clients.size, 1);
    peer.destroy();
  });
});
