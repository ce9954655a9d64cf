import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { bubble, composer, messages, rename, say } from "./chat-page.ts";
import { serve } from "./served.ts";
import { Stage } from "./stage.ts";

async function hasOverflow(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
}

interface Drawing {
  /** What the page draws: the first chart as an image, and all figures. */
  readonly drawn: () => string;
}

/** What the page draws now. */
function drawn(page: Page): Promise<string> {
  return page.evaluate(() => {
    const drawing: Drawing = {
      drawn: () => {
        const figures = [...document.querySelectorAll("[data-metric]")].map((figure) => figure.textContent);
        return [document.querySelector("canvas")?.toDataURL(), ...figures].join(" ");
      },
    };
    Object.assign(window, drawing);
    return drawing.drawn();
  });
}

/** Waits until the page draws something else than `before`, which `drawn` has told. */
async function untilOther(page: Page, before: string): Promise<void> {
  await page.waitForFunction((old) => (window as unknown as Drawing).drawn() !== old, before);
}

/** Waits until so many further samples have come. */
async function untilReceived(page: Page, more: number): Promise<void> {
  const received = page.locator('[data-count="received"]');
  const wanted = Number(((await received.textContent()) ?? "").replaceAll(",", "")) + more;
  await page.waitForFunction(
    (least) => Number(document.querySelector('[data-count="received"]')?.textContent?.replaceAll(",", "")) >= least,
    wanted,
  );
}

describe("playground in Chromium", { timeout: 120_000 }, () => {
  const stage = new Stage();

  test("two people chat, see each other, and see each other type", async () => {
    const ada = await stage.people.visit(`${stage.served.url}/chat/tea-room`);
    const bob = await stage.people.visit(`${stage.served.url}/chat/tea-room`);
    await rename(ada, "Ada");
    await rename(bob, "Bob");
    await ada.getByText("2 people here").waitFor();
    await ada.getByRole("complementary").getByText("Bob").waitFor();
    await composer(bob).pressSequentially("hel");
    await ada.getByText("Bob is typing…").waitFor();
    await composer(bob).pressSequentially("lo");
    await composer(bob).press("Enter");
    await bubble(ada, "hello").waitFor();
    await ada.getByText("Bob is typing…").waitFor({ state: "hidden" });
    await bob.getByText("Sent", { exact: true }).waitFor();
    await say(ada, "hello to you");
    await bubble(bob, "hello to you").waitFor();
    // A second tab of the same person does not make a second person.
    const second = await stage.people.another(await bob.context().newPage(), `${stage.served.url}/chat/tea-room`);
    await bubble(second, "hello").waitFor();
    await say(second, "from another tab");
    await bubble(bob, "from another tab").waitFor();
    assert.equal(await ada.getByText("2 people here").count(), 1);
    await bob.context().close();
    await ada.getByText("1 person here").waitFor();
    await ada.context().close();
  });

  test("rooms are apart, and have their own address", async () => {
    const page = await stage.people.visit(`${stage.served.url}/`);
    await page.getByRole("heading", { name: "lobby" }).waitFor();
    await say(page, "in the lobby");
    await bubble(page, "in the lobby").waitFor();
    await page.getByLabel("Go to a room").fill("Other Room");
    await page.getByLabel("Go to a room").press("Enter");
    await page.getByRole("heading", { name: "other-room" }).waitFor();
    assert.equal(new URL(page.url()).pathname, "/chat/other-room");
    await page.getByText("The wire is quiet").waitFor();
    await page.goBack();
    await bubble(page, "in the lobby").waitFor();
    await page.context().close();
  });

  test("by keyboard alone: to the field, write two lines, send", async () => {
    const page = await stage.people.visit(`${stage.served.url}/chat/keyboard`);
    await page.getByText("1 person here").waitFor();
    for (let n = 0; n < 20; n++) {
      await page.keyboard.press("Tab");
      if (await composer(page).evaluate((element) => element === document.activeElement)) break;
    }
    await page.keyboard.type("first line");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("second line");
    await page.keyboard.press("Enter");
    assert.equal(await messages(page).getByText("first line").textContent(), "first line\nsecond line");
    await page.getByText("Sent", { exact: true }).waitFor();
    await page.context().close();
  });

  test("one who reads further up is told what is new, and led there", async () => {
    const reader = await stage.people.visit(`${stage.served.url}/chat/long`, { viewport: { width: 800, height: 400 } });
    const writer = await stage.people.visit(`${stage.served.url}/chat/long`);
    for (let n = 1; n <= 20; n++) await say(writer, `line ${n}`);
    await bubble(reader, "line 20").waitFor();
    await messages(reader).evaluate((box) => box.scrollTo(0, 0));
    await reader.waitForFunction(() => document.querySelector('[role="log"]')?.scrollTop === 0);
    await say(writer, "line 21");
    await reader.getByRole("button", { name: "1 new message" }).click();
    await bubble(reader, "line 21").waitFor();
    const gap = await messages(reader).evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
    assert.ok(gap < 2, `${gap} px from the end`);
    await reader.getByRole("button", { name: "1 new message" }).waitFor({ state: "hidden" });
    await reader.context().close();
    await writer.context().close();
  });

  test("the server is killed and started again: both pages say so, come back, and nothing is lost or doubled", async () => {
    const ada = await stage.people.visit(`${stage.served.url}/chat/cut`);
    const bob = await stage.people.visit(`${stage.served.url}/chat/cut`);
    const live = await stage.people.visit(`${stage.served.url}/live`);
    await ada.getByText("2 people here").waitFor();
    await say(ada, "before the cut");
    await bubble(bob, "before the cut").waitFor();
    await live.locator('[data-metric="connections"]').getByText("3").waitFor();

    await stage.kill();
    for (const page of [ada, bob, live]) await page.locator('[data-kind="lost"]').waitFor();
    await say(ada, "while it was cut");
    await ada.getByText("Waits for the connection").waitFor();

    await stage.restart();
    for (const page of [ada, bob, live]) {
      // A wait may be as long as 10 s; a person would press this too.
      await page
        .getByRole("button", { name: "Try now" })
        .click({ timeout: 1_000 })
        .catch(() => {});
    }
    for (const page of [ada, bob, live]) await page.locator('[data-kind="back"]').waitFor();
    await bubble(bob, "while it was cut").waitFor();
    await ada.getByText("Sent", { exact: true }).waitFor();
    await say(bob, "and on it goes");
    await bubble(ada, "and on it goes").waitFor();
    for (const page of [ada, bob]) {
      for (const text of ["before the cut", "while it was cut", "and on it goes"])
        assert.equal(await bubble(page, text).count(), 1);
    }
    // The server forgot what was before; the page of one who comes now shows what it was told again.
    const late = await stage.people.visit(`${stage.served.url}/chat/cut`);
    await bubble(late, "and on it goes").waitFor();
    assert.equal(await bubble(late, "while it was cut").count(), 1);
    await Promise.all([ada, bob, live, late].map((page) => page.context().close()));
  });

  test("both pages come back without a hand", async () => {
    const ada = await stage.people.visit(`${stage.served.url}/chat/alone`);
    const bob = await stage.people.visit(`${stage.served.url}/chat/alone`);
    await ada.getByText("2 people here").waitFor();
    await stage.kill();
    for (const page of [ada, bob]) await page.locator('[data-kind="lost"]').waitFor();
    await stage.restart();
    await Promise.all([ada, bob].map((page) => page.locator('[data-kind="back"]').waitFor()));
    await ada.getByText("2 people here").waitFor();
    await ada.context().close();
    await bob.context().close();
  });

  test("live data move; pause stops them; a pointer reads them", async () => {
    const page = await stage.people.visit(`${stage.served.url}/live`);
    await page
      .locator('[data-metric="rssBytes"]')
      .getByText(/^\d+\.\d$/)
      .waitFor();
    await untilOther(page, await drawn(page));

    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "Resume" }).waitFor();
    const paused = await drawn(page);
    await untilReceived(page, 5);
    assert.equal(await drawn(page), paused);

    await page.getByRole("radio", { name: "15 s" }).check();
    const plot = await page.locator(".u-over").first().boundingBox();
    assert.ok(plot !== null);
    await page.mouse.move(plot.x + plot.width * 0.98, plot.y + plot.height / 2);
    await page.getByText(/^At \d\d:\d\d:\d\d\.\d$/).waitFor();
    const cursors = page.locator(".u-cursor-x:not(.u-off)");
    assert.equal(await cursors.count(), 4);
    const lefts = await cursors.evaluateAll(
      (lines) => new Set(lines.map((line) => getComputedStyle(line).transform)).size,
    );
    assert.equal(lefts, 1);

    await page.mouse.move(0, 0);
    await page.getByRole("slider").first().focus();
    await page.keyboard.press("ArrowLeft");
    const spoken = await page.getByRole("slider").first().getAttribute("aria-valuetext");
    assert.match(spoken ?? "", /^\d\d:\d\d:\d\d, Process [\d.]+ %, Machine [\d.]+ %$/);

    await page.getByRole("button", { name: "Resume" }).click();
    await untilOther(page, paused);
    await page.getByText("Figures of this window as a table").click();
    await page.getByRole("table").waitFor();
    assert.equal(await page.getByRole("row").count(), 10);
    await page.context().close();
  });

  test("one who comes sees what was before, at once", async () => {
    const early = await stage.people.visit(`${stage.served.url}/live`);
    await untilReceived(early, 50);
    await early.context().close();
    const page = await stage.people.visit(`${stage.served.url}/live`);
    await page.getByRole("radio", { name: "15 s" }).check();
    await untilReceived(page, 1);
    await page.getByRole("button", { name: "Pause" }).click();
    const received = Number(await page.locator('[data-count="received"]').textContent());
    const plot = await page.locator(".u-over").first().boundingBox();
    assert.ok(plot !== null);
    const timeAt = async (share: number): Promise<number> => {
      const moment = page.getByText(/^At \d\d:\d\d:\d\d\.\d$/);
      const before = (await moment.textContent()) ?? "";
      await page.mouse.move(plot.x + plot.width * share, plot.y + plot.height / 2);
      await moment.filter({ hasNotText: before }).waitFor();
      return Date.parse(`1970-01-02T${(await moment.textContent())?.slice(3)}Z`);
    };
    const start = await timeAt(0.75);
    const shownMs = (await timeAt(0.95)) - start;
    assert.ok(shownMs > 2_500, `${shownMs} ms`);
    assert.ok(received * 100 < shownMs, `${received} came live`);
    await page.context().close();
  });

  test("a slow reader gets the newest, and is told what was left out", async () => {
    const page = await stage.people.visit(`${stage.served.url}/live`);
    await untilReceived(page, 3);
    const skipped = page.locator('[data-count="skipped"]');
    assert.equal(await skipped.textContent(), "0");
    await page.getByRole("radio", { name: "twice a second" }).check();
    await page.waitForFunction(() => Number(document.querySelector('[data-count="skipped"]')?.textContent) > 8);
    const received = Number(await page.locator('[data-count="received"]').textContent());
    const left = Number(await skipped.textContent());
    // Two of ten a second come.
    assert.ok(left > received * 2, `${received} came, ${left} did not`);
    await untilOther(page, await drawn(page));
    await page.context().close();
  });

  test("two languages: the browser's at first, then the chosen one, which stays", async () => {
    const page = await stage.people.visit(`${stage.served.url}/live`, { locale: "zh-CN" });
    await page.getByRole("heading", { name: "实时数据" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
    await page.getByRole("link", { name: "聊天" }).click();
    await page.getByText("1 人在线").waitFor();
    await say(page, "你好");
    await bubble(page, "你好").waitFor();
    await page.getByRole("radio", { name: "English" }).check();
    await page.getByText("1 person here").waitFor();
    await page.reload();
    await page.getByText("1 person here").waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    await page.context().close();
  });

  test("a chosen theme shows at once and stays", async () => {
    const page = await stage.people.visit(`${stage.served.url}/live`, { colorScheme: "light" });
    const paper = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await paper();
    await page.getByRole("radio", { name: "Dark" }).check();
    assert.notEqual(await paper(), light);
    const dark = await paper();
    await page.reload();
    assert.equal(await paper(), dark);
    await page.context().close();
  });

  test("nothing is wider than a phone", async () => {
    for (const locale of ["en-US", "zh-CN"]) {
      const phone = { locale, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
      const page = await stage.people.visit(`${stage.served.url}/chat/phone`, phone);
      await say(page, `${"a-very-long-word".repeat(20)} https://example.org/${"x".repeat(200)}`);
      await messages(page).getByText("a-very-long-word").first().waitFor();
      assert.equal(await hasOverflow(page), false, `chat, ${locale}`);
      await page.getByRole("button", { expanded: false }).click();
      await page.getByRole("complementary").waitFor();
      assert.equal(await hasOverflow(page), false, `people, ${locale}`);
      await stage.people.another(page, `${stage.served.url}/live`);
      await page.locator("canvas").nth(3).waitFor();
      assert.equal(await hasOverflow(page), false, `live, ${locale}`);
      await page.context().close();
    }
  });

  test("a taken port leads to the next one, with a line that says so; SIGTERM ends it cleanly", async () => {
    const other = await serve({ port: `${stage.served.port}+` });
    assert.notEqual(other.port, stage.served.port);
    assert.match(
      other.printed,
      new RegExp(
        `^port ${stage.served.port} is taken, so port ${other.port} is used\n(?:.*\n)*playground: ${other.url}$`,
        "m",
      ),
    );
    const page = await stage.people.visit(`${other.url}/chat`);
    await page.getByText("1 person here").waitFor();
    assert.equal(await other.stop("SIGTERM"), 0);
    await page.locator('[data-kind="lost"]').waitFor();
    await page.context().close();
  });

  test("no console complained", () => assert.deepEqual(stage.people.complaints, []));
});
