/** Who is shown as present when connections end in one way or another. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTestHub, turns } from "@longwire/testkit";

const room = { subscribe: "allow", presenceRule: "allow", presence: true, joinLeave: true } as const;

describe("a connection in a channel with presence", () => {
  const rows: readonly (readonly [what: string, code: number, "at once" | "after the grace"])[] = [
    ["was cut", 1006, "after the grace"],
    ["has gone away", 1001, "after the grace"],
    ["is sent to another server", 3001, "after the grace"],
    ["was closed by its client", 1000, "at once"],
    ["was closed by its client without a code", 1005, "at once"],
    ["was told to stay away", 3503, "at once"],
  ];
  for (const [what, code, when] of rows) {
    it(`that ${what} (${code}) leaves ${when}`, async () => {
      const test = createTestHub({ channels: { room } });
      const [ann, bob] = [await test.connect("ann"), await test.connect("bob")];
      for (const client of [ann, bob]) await client.request({ subscribe: { channel: "room" } });
      if (code >= 3000) await test.hub.disconnect("bob", { code, reason: "" });
      else bob.connection.cut(code);
      await turns();
      const left = (): number => ann.pushes.filter(({ leave }) => leave?.info?.user === "bob").length;
      const present = async (): Promise<number> => (await test.hub.presenceStats("room")).clients;
      assert.deepEqual([left(), await present()], when === "at once" ? [1, 1] : [0, 2]);
      await test.advance(4999);
      assert.deepEqual([left(), await present()], when === "at once" ? [1, 1] : [0, 2]);
      await test.advance(1);
      assert.deepEqual([left(), await present()], [1, 1]);
    });
  }
});
