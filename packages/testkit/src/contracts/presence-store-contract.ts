/**
 * What every presence store must keep (I15–I17 of the reliability rules), as a suite that each implementation runs.
 */
import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Member, PresenceStore } from "@longwire/hub";
import { contractTests, type TimedUnderTest } from "./contract-tests.ts";

/** A store under test. */
export interface PresenceStoreUnderTest extends TimedUnderTest {
  readonly store: PresenceStore;
}

function member(client: string, user: string): Member {
  return { client, info: { user, client } };
}

/** Registers the suite for `name`. */
export function describePresenceStore(name: string, create: () => Promise<PresenceStoreUnderTest>): void {
  const withStore = contractTests(create, (given) => given);
  const clients = async (store: PresenceStore, channel: string): Promise<string[]> =>
    (await store.members(channel)).map(({ client }) => client).sort();

  describe(`presence store contract: ${name}`, () => {
    withStore("counts connections and users, each channel for itself", async ({ store }) => {
      await store.renew("a", member("c1", "u1"), 1000);
      await store.renew("a", member("c2", "u1"), 1000);
      await store.renew("a", member("c3", "u2"), 1000);
      await store.renew("b", member("c3", "u2"), 1000);
      assert.deepEqual(await store.stats("a"), { clients: 3, users: 2 });
      assert.deepEqual(await store.stats("b"), { clients: 1, users: 1 });
      assert.deepEqual(await store.stats("nobody"), { clients: 0, users: 0 });
      assert.deepEqual(await clients(store, "a"), ["c1", "c2", "c3"]);
    });

    withStore("tells the first connection of a user and the last", async ({ store }) => {
      assert.deepEqual(await store.renew("a", member("c1", "u1"), 1000), { isFirstOfUser: true });
      assert.deepEqual(await store.renew("a", member("c1", "u1"), 1000), { isFirstOfUser: false });
      assert.deepEqual(await store.renew("a", member("c2", "u1"), 1000), { isFirstOfUser: false });
      assert.deepEqual(await store.remove("a", "c1"), { wasLastOfUser: false });
      assert.deepEqual(await store.remove("a", "c1"), { wasLastOfUser: false });
      assert.deepEqual(await store.remove("a", "c2"), { wasLastOfUser: true });
      assert.deepEqual(await store.remove("a", "c2"), { wasLastOfUser: false });
      assert.deepEqual(await store.renew("a", member("c3", "u1"), 1000), { isFirstOfUser: true });
    });

    withStore("forgets a member whose lease was not renewed, and tells it once", async (given) => {
      const { store } = given;
      await store.renew("a", member("c1", "u1"), 1000);
      await store.renew("a", member("c2", "u1"), 1000);
      await given.advance(600);
      await store.renew("a", member("c2", "u1"), 1000);
      await given.advance(399);
      assert.deepEqual(await clients(store, "a"), ["c1", "c2"]);
      assert.deepEqual(await store.expire("a"), []);
      await given.advance(1);
      assert.deepEqual(await clients(store, "a"), ["c2"]);
      assert.deepEqual(await store.stats("a"), { clients: 1, users: 1 });
      assert.deepEqual(await store.expire("a"), [{ member: member("c1", "u1"), wasLastOfUser: false }]);
      assert.deepEqual(await store.expire("a"), []);
      await given.advance(600);
      assert.deepEqual(await store.expire("a"), [{ member: member("c2", "u1"), wasLastOfUser: true }]);
      assert.deepEqual(await store.members("a"), []);
    });

    withStore("keeps what a member is shown with, and its newest form", async ({ store }) => {
      await store.renew("a", { client: "c", info: { user: "u", client: "c" } }, 1000);
      await store.renew("a", { client: "c", info: { user: "u", client: "c" } }, 1000);
      assert.deepEqual(await store.members("a"), [member("c", "u")]);
    });
  });
}
