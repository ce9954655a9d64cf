/**
 * What every revocation store must keep, as a suite that each implementation runs.
 */
import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Revocation, RevocationStore } from "@longwire/hub";
import { contractTests, type TimedUnderTest } from "./contract-tests.ts";

/** A store under test. */
export interface RevocationStoreUnderTest extends TimedUnderTest {
  /** Keeps revocations for 1000 ms after their moment. */
  readonly store: RevocationStore;
  /** Unix time in milliseconds, by the store's clock. */
  now(): number;
}

function sorted(revocations: readonly Revocation[]): unknown[] {
  return revocations
    .map(({ user, session, before }) => [user, session ?? null, before])
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Registers the suite for `name`. */
export function describeRevocationStore(name: string, create: () => Promise<RevocationStoreUnderTest>): void {
  const withStore = contractTests(create, (given) => given);

  describe(`revocation store contract: ${name}`, () => {
    withStore("keeps the latest of each user and session, whatever their names", async ({ store, now }) => {
      const at = now();
      await store.add({ user: "ann", before: at });
      await store.add({ user: "ann", session: "s", before: at - 1 });
      await store.add({ user: "ann:s", before: at });
      await store.add({ user: "", before: at });
      await store.add({ user: "ann", session: "", before: at });
      await store.add({ user: "ann", before: at + 5 });
      await store.add({ user: "ann", before: at + 3 });
      assert.deepEqual(
        sorted(await store.list()),
        sorted([
          { user: "ann", before: at + 5 },
          { user: "ann", session: "s", before: at - 1 },
          { user: "ann:s", before: at },
          { user: "", before: at },
          { user: "ann", session: "", before: at },
        ]),
      );
    });

    withStore("forgets one when every token that it could be about has expired", async (given) => {
      const { store } = given;
      const at = given.now();
      await store.add({ user: "ann", before: at });
      await store.add({ user: "bob", before: at + 1 });
      await given.advance(999);
      assert.equal((await store.list()).length, 2);
      await given.advance(1);
      assert.deepEqual(sorted(await store.list()), [["bob", null, at + 1]]);
    });

    withStore("keeps what is added at once", async ({ store, now }) => {
      const at = now();
      await Promise.all(Array.from({ length: 50 }, (_, i) => store.add({ user: `u${i % 25}`, before: at + i })));
      assert.deepEqual(
        sorted(await store.list()),
        sorted(Array.from({ length: 25 }, (_, i) => ({ user: `u${i}`, before: at + 25 + i }))),
      );
    });
  });
}
