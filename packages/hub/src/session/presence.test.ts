/** Who is shown as present when connections end in one way or another. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemoryPresenceStore } from "@longwire/hub";
import { createHubClock, createTestHub, turns } from "@longwire/testkit";

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

/** Its answers to `renew` wait until they are let go. */
class SlowPresenceStore extends MemoryPresenceStore {
  readonly held: (() => void)[] = [];
  isSlow = false;

  override async renew(
    ...args: Parameters<MemoryPresenceStore["renew"]>
  ): Promise<{ readonly isFirstOfUser: boolean }> {
    const answer = await super.renew(...args);
    if (this.isSlow) await new Promise<void>((resolve) => this.held.push(resolve));
    return answer;
  }
}

describe("a connection that ends while it enters a channel", () => {
  for (const code of [1006, 1000]) {
    it(`is told to have come before it is told to have left (${code})`, async () => {
      const presence = new SlowPresenceStore(createHubClock().clock);
      const test = createTestHub({ channels: { room }, presence });
      const [ann, bob] = [await test.connect("ann"), await test.connect("bob")];
      await ann.request({ subscribe: { channel: "room" } });
      presence.isSlow = true;
      bob.send({ id: 100, subscribe: { channel: "room" } });
      await turns();
      bob.connection.cut(code);
      await turns();
      for (const letGo of presence.held) letGo();
      await turns();
      await test.advance(5000);
      const told = ann.pushes.flatMap(({ join, leave }) => {
        const { user } = join?.info ?? leave?.info ?? {};
        return user === "bob" ? [join === undefined ? "left" : "came"] : [];
      });
      assert.deepEqual(told, ["came", "left"]);
      assert.equal((await test.hub.presenceStats("room")).clients, 1);
    });
  }
});
