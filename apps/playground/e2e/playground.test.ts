import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { ensureBuilt } from "./built.ts";
import { launchChromium, People } from "./chromium.ts";
import { type Served, serve } from "./served.ts";

const messages = (page: Page): Locator => page.getByRole("log");
const composer = (page: Page): Locator => page.getByRole("textbox", { name: /^(Message to|发消息到)/ });
const bubble = (page: Page, text: string): Locator => messages(page).getByText(text, { exact: true });

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
}

async function rename(page: Page, name: string): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Save" }).click();
}

async function hasOverflow(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
}

/** Waits until something has the wished value, and returns what it had last. */
async function until<Value>(
  read: () => Promise<Value>,
  isWished: (value: Value) => boolean,
  timeoutMs = 5_000,
): Promise<Value> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (isWished(value) || Date.now() > end) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("playground in Chromium", { timeout: 120_000 }, () => {
  let served: Served;
  let browser: Browser;
  let people: People;

  before(async () => {
    await ensureBuilt();
    [served, browser] = await Promise.all([serve(0), launchChromium()]);
    people = new People(browser);
  });

  after(async () => {
    await browser?.close();
    await served?.stop("SIGKILL");
  });

  test("two people chat, see each other, and see each other type", async () => {
    const ada = await people.visit(`${served.url}/chat/tea-room`);
    const bob = await people.visit(`${served.url}/chat/tea-room`);
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
    const second = await people.another(await bob.context().newPage(), `${served.url}/chat/tea-room`);
    await bubble(second, "hello").waitFor();
    await ada.getByText("2 tabs").waitFor();
    assert.equal(await ada.getByText("2 people here").count(), 1);
    await bob.context().close();
    await ada.getByText("1 person here").waitFor();
    await ada.context().close();
  });

  test("rooms are apart, and have their own address", async () => {
    const page = await people.visit(`${served.url}/`);
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
    const page = await people.visit(`${served.url}/chat/keyboard`);
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
    const reader = await people.visit(`${served.url}/chat/long`, { viewport: { width: 800, height: 400 } });
    const writer = await people.visit(`${served.url}/chat/long`);
    for (let n = 1; n <= 20; n++) await say(writer, `line ${n}`);
    await bubble(reader, "line 20").waitFor();
    await messages(reader).evaluate((box) => box.scrollTo(0, 0));
    await until(
      () => messages(reader).evaluate((box) => box.scrollTop),
      (top) => top === 0,
    );
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
    const ada = await people.visit(`${served.url}/chat/cut`);
    const bob = await people.visit(`${served.url}/chat/cut`);
    const live = await people.visit(`${served.url}/live`);
    await ada.getByText("2 people here").waitFor();
    await say(ada, "before the cut");
    await bubble(bob, "before the cut").waitFor();
    await live.locator('[data-metric="connections"]').getByText("3").waitFor();

    await served.stop("SIGKILL");
    for (const page of [ada, bob, live]) await page.locator('[data-kind="lost"]').waitFor();
    await say(ada, "while it was cut");
    await ada.getByText("Waits for the connection").waitFor();

    served = await serve(served.port);
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
    const late = await people.visit(`${served.url}/chat/cut`);
    await bubble(late, "and on it goes").waitFor();
    assert.equal(await bubble(late, "while it was cut").count(), 1);
    await Promise.all([ada, bob, live, late].map((page) => page.context().close()));
  });

  test("both pages come back without a hand", async () => {
    const ada = await people.visit(`${served.url}/chat/alone`);
    const bob = await people.visit(`${served.url}/chat/alone`);
    await ada.getByText("2 people here").waitFor();
    await served.stop("SIGKILL");
    for (const page of [ada, bob]) await page.locator('[data-kind="lost"]').waitFor();
    served = await serve(served.port);
    await Promise.all([ada, bob].map((page) => page.locator('[data-kind="back"]').waitFor()));
    await ada.getByText("2 people here").waitFor();
    await ada.context().close();
    await bob.context().close();
  });

  test("live data move; pause stops them; a pointer reads them", async () => {
    const page = await people.visit(`${served.url}/live`);
    const picture = (): Promise<string> =>
      page
        .locator("canvas")
        .first()
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const figures = async (): Promise<string> => (await page.locator("[data-metric]").allInnerTexts()).join(" ");
    const memory = page.locator('[data-metric="rssBytes"]');
    await memory.getByText(/^\d+\.\d$/).waitFor();
    const [firstPicture, firstFigures] = [await picture(), await figures()];
    assert.notEqual(await until(picture, (now) => now !== firstPicture), firstPicture);
    assert.notEqual(await until(figures, (now) => now !== firstFigures), firstFigures);

    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "Resume" }).waitFor();
    const [pausedPicture, pausedFigures] = [await picture(), await figures()];
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(await picture(), pausedPicture);
    assert.equal(await figures(), pausedFigures);

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
    assert.notEqual(await until(picture, (now) => now !== pausedPicture), pausedPicture);
    await page.getByText("Figures of this window as a table").click();
    await page.getByRole("table").waitFor();
    assert.equal(await page.getByRole("row").count(), 10);
    await page.context().close();
  });

  test("two languages: the browser's at first, then the chosen one, which stays", async () => {
    const page = await people.visit(`${served.url}/live`, { locale: "zh-CN" });
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
    const page = await people.visit(`${served.url}/live`, { colorScheme: "light" });
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
      const page = await people.visit(`${served.url}/chat/phone`, phone);
      await say(page, `${"a-very-long-word".repeat(20)} https://example.org/${"x".repeat(200)}`);
      await messages(page).getByText("a-very-long-word").first().waitFor();
      assert.equal(await hasOverflow(page), false, `chat, ${locale}`);
      await page.getByRole("button", { expanded: false }).click();
      await page.getByRole("complementary").waitFor();
      assert.equal(await hasOverflow(page), false, `people, ${locale}`);
      await people.another(page, `${served.url}/live`);
      await page.locator("canvas").nth(3).waitFor();
      assert.equal(await hasOverflow(page), false, `live, ${locale}`);
      await page.context().close();
    }
  });

  test("a taken port leads to the next one, with a line that says so; SIGTERM ends it cleanly", async () => {
    const other = await serve(served.port);
    assert.notEqual(other.port, served.port);
    assert.equal(
      other.printed,
      `Port ${served.port} is taken, so port ${other.port} is used.\nLongwire playground: http://localhost:${other.port}\n`,
    );
    const page = await people.visit(`${other.url}/chat`);
    await page.getByText("1 person here").waitFor();
    assert.equal(await other.stop("SIGTERM"), 0);
    await page.locator('[data-kind="lost"]').waitFor();
    await page.context().close();
  });

  test("no console complained", () => assert.deepEqual(people.complaints, []));
});
