/**
 * How a contract suite registers its tests: each with an implementation of its own, which is disposed of whatever happens.
 */
import { it } from "node:test";

/** What a test gets besides what it is about. */
export interface UnderTest {
  /** After the test. */
  dispose(): Promise<void>;
}

/** What a suite with time gets. */
export interface TimedUnderTest extends UnderTest {
  /** Moves the clock of what is tested on. */
  advance(byMs: number): void | Promise<void>;
}

/** Registers one test. */
export type ContractTest<Given> = (title: string, body: (given: Given) => Promise<void>) => void;

/** Tests of what `create` makes. @param prepare makes of it what the bodies get. */
export function contractTests<Created extends UnderTest, Given>(
  create: () => Promise<Created>,
  prepare: (created: Created) => Given | Promise<Given>,
): ContractTest<Given> {
  return (title, body) => {
    it(title, async () => {
      const created = await create();
      try {
        await body(await prepare(created));
      } finally {
        await created.dispose();
      }
    });
  };
}
