import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FaultLink } from "@longwire/testkit";
import type { Locator, Page } from "playwright-core";
import { bubble, messages, peopleSeen, say, textsOf, untilShown, watchPeople } from "./chat-page.ts";
import { Stage } from "./stage.ts";

/** Three people in a room, each with a network of one's own. */
interface Party {
  readonly pages: readonly Page[];
  readonly links: readonly FaultLink[];
  /** Everybody says so many things at the same time. */
  readonly talk: (word: string, count: number) => Promise<void>;
  /** Everybody is shown this many messages, the same ones in the same order, each once. */
  readonly agree: (count: number) => Promise<readonly string[]>;
  readonly end: () => Promise<void>;
}

const lost = (page: Page): Promise<void> => page.locator('[data-kind="lost"]').waitFor({ timeout: 20_000 });

/** Where the conversation says that it may not be whole. */
const gapIn = (page: Page): Locator => messages(page).getByText("Messages may be missing here.");

/** What a person does who sees that the network is back. */
async function comeBack(page: Page): Promise<void> {
  const tryNow = page.getByRole("button", { name: "Try now" });
  // It may be back by itself.
  await tryNow.click({ timeout: 1_000 }).catch(() => undefined);
  await page.locator('[data-kind="lost"]').waitFor({ state: "detached" });
}

describe("the chat through cuts, in Chromium", { timeout: 180_000 }, () => {
  const stage = new Stage();

  async function party(room: string): Promise<Party> {
    const links = await Promise.all([1, 2, 3].map(() => FaultLink.open(stage.served.port)));
    const pages = await Promise.all(
      links.map((link) => stage.people.visit(`http://127.0.0.1:${link.port}/chat/${room}`)),
    );
    await Promise.all(pages.map((page) => page.getByText("3 people here").waitFor()));
    await Promise.all(pages.map(watchPeople));
    return {
      pages,
      links,
      talk: async (word, count) => {
        const speak = async (page: Page, who: number): Promise<void> => {
          for (let n = 1; n <= count; n++) await say(page, `${word} ${n} of ${who}`);
        };
        await Promise.all(pages.map(speak));
      },
      agree: async (count) => {
        await Promise.all(pages.map((page) => untilShown(page, count)));
        const [first = [], ...others] = await Promise.all(pages.map(textsOf));
        assert.equal(first.length, count);
        assert.equal(new Set(first).size, count, "something came twice");
        for (const other of others) assert.deepEqual(other, first);
        return first;
      },
      end: async () => {
        await Promise.all(pages.map((page) => page.context().close()));
        await Promise.all(links.map((link) => link.close()));
      },
    };
  }

  test("connections are reset while everybody types, and while they are cut: nothing is lost, doubled or out of order", async () => {
    const { pages, links, talk, agree, end } = await party("reset");
    const talking = talk("before", 8);
    for (const [n, link] of links.entries()) {
      // In the middle of it: somebody has said this much.
      await untilShown(pages[n] as Page, 3 + n);
      link.reset();
    }
    await talking;
    await Promise.all(pages.map(lost));
    await talk("cut", 4);
    await messages(pages[0] as Page)
      .getByText("Waits for the connection")
      .first()
      .waitFor();
    for (const link of links) link.heal();
    // One after the other: nobody presses a button and types at the same moment.
    await Promise.all(pages.map(comeBack));
    await talk("healed", 4);
    const texts = await agree(3 * 16);
    // Everybody's own are in the order in which they were written.
    for (const who of [0, 1, 2]) {
      const own = texts.filter((text) => text.endsWith(`of ${who}`));
      const written = [["before", 8] as const, ["cut", 4] as const, ["healed", 4] as const].flatMap(([word, count]) =>
        Array.from({ length: count }, (_, n) => `${word} ${n + 1} of ${who}`),
      );
      assert.deepEqual(own, written);
    }
    await end();
  });

  test("who is cut for a moment is not seen to go and come back", async () => {
    const { pages, links, end } = await party("moment");
    for (const link of links) {
      link.reset();
      link.heal();
    }
    await Promise.all(pages.map((page) => page.locator('[data-kind="back"]').waitFor()));
    for (const page of pages) assert.deepEqual(await peopleSeen(page), ["3"]);
    await end();
  });

  test("the network falls silent: what is written into it arrives once it is healed", async () => {
    const { pages, links, talk, agree, end } = await party("silent");
    await talk("before", 2);
    await agree(6);
    const [link, page] = [links[0] as FaultLink, pages[0] as Page];
    link.silence();
    await talk("silent", 3);
    // The page finds out by itself, since the server's pings stay away.
    await lost(page);
    await say(page, "noticed");
    link.heal();
    await comeBack(page);
    await agree(6 + 9 + 1);
    for (const each of pages) assert.deepEqual(await peopleSeen(each), ["3"]);
    await end();
  });

  test("cut again and again: every reconnect takes up where the last one ended", async () => {
    const { pages, links, talk, agree, end } = await party("again");
    for (let round = 1; round <= 5; round++) {
      const link = links[round % 3] as FaultLink;
      link.reset();
      await talk(`round ${round}`, 2);
      link.heal();
      await comeBack(pages[round % 3] as Page);
    }
    await agree(5 * 6);
    await end();
  });

  test("what the room does not remember any more is a gap that is told", async () => {
    const { pages, links, talk, agree, end } = await party("gap");
    await talk("before", 1);
    await agree(3);
    const [away, there] = [pages[0] as Page, pages[1] as Page];
    (links[0] as FaultLink).reset();
    await lost(away);
    await say(there, "never seen");
    await bubble(there, "never seen").waitFor();
    await there.getByText("Sent", { exact: true }).waitFor();
    const body = JSON.stringify({ channel: "chat:gap" });
    assert.equal((await fetch(`${stage.served.url}/api/history_remove`, { method: "POST", body })).status, 200);
    (links[0] as FaultLink).heal();
    await comeBack(away);
    await gapIn(away).waitFor();
    await say(there, "after the gap");
    await bubble(away, "after the gap").waitFor();
    assert.equal(await gapIn(away).count(), 1);
    assert.equal(await bubble(away, "never seen").count(), 0);
    assert.equal(await gapIn(there).count(), 0);
    await end();
  });

  test("the server is killed while everybody types, and started again: nothing is lost, doubled or out of order", async () => {
    const { pages, talk, agree, end } = await party("killed");
    await talk("before", 2);
    const talking = talk("killed", 8);
    await untilShown(pages[0] as Page, 12);
    await stage.kill();
    await talking;
    await Promise.all(pages.map(lost));
    await stage.restart();
    await Promise.all(pages.map(comeBack));
    await talk("after", 2);
    const texts = await agree(3 * 12);
    for (const [who, page] of pages.entries()) {
      const own = [["before", 2] as const, ["killed", 8] as const, ["after", 2] as const].flatMap(([word, count]) =>
        Array.from({ length: count }, (_, n) => `${word} ${n + 1} of ${who}`),
      );
      assert.deepEqual(
        texts.filter((text) => text.endsWith(`of ${who}`)),
        own,
      );
      assert.equal(await gapIn(page).count(), 0);
    }
    await end();
  });

  test("one cuts one's own line, writes, and mends it", async () => {
    const ada = await stage.people.visit(`${stage.served.url}/chat/own-cut`);
    const bob = await stage.people.visit(`${stage.served.url}/chat/own-cut`);
    for (const page of [ada, bob]) await page.getByText("2 people here").waitFor();
    await watchPeople(bob);
    const cutAt = performance.now();
    await ada.getByRole("button", { name: "Cut the line" }).click();
    await ada.getByText("You have cut the line.").first().waitFor();
    await say(ada, "from Ada");
    await say(bob, "from Bob");
    await ada.getByText("Waits for the connection").waitFor();
    await ada.getByRole("complementary").getByRole("button", { name: "Mend the line" }).click();
    await ada.getByText("Connected", { exact: true }).waitFor();
    for (const page of [ada, bob]) {
      await untilShown(page, 2);
      assert.deepEqual(await textsOf(page), ["from Bob", "from Ada"]);
    }
    // Who is back within 5 s was never seen to go; on a busy machine the cut may have taken longer.
    const isLate = performance.now() - cutAt > 5_000;
    assert.deepEqual((await peopleSeen(bob)).slice(isLate ? -1 : 0), ["2"]);
    await ada.context().close();
    await bob.context().close();
  });

  test("two tabs of one person: each shows what the other said, and one may go", async () => {
    const ada = await stage.people.visit(`${stage.served.url}/chat/tabs`);
    const first = await stage.people.visit(`${stage.served.url}/chat/tabs`);
    await ada.getByText("2 people here").waitFor();
    // Opened by the first one, it shares its process: another process may see what is stored, such as who one is, later.
    const [second] = await Promise.all([first.waitForEvent("popup"), first.evaluate(() => void open(location.href))]);
    await ada.getByText("2 people here").waitFor();
    await watchPeople(ada);
    await say(first, "from one tab");
    await say(second, "from the other");
    await untilShown(second, 2);
    for (const page of [first, second]) await untilShown(page, 2);
    await first.close();
    await say(second, "still here");
    await untilShown(ada, 3);
    await second.context().close();
    await ada.getByText("1 person here").waitFor();
    assert.deepEqual(await peopleSeen(ada), ["2", "1"]);
    await ada.context().close();
  });

  test("no console complained", () => assert.deepEqual(stage.people.complaints, []));
});
