/**
 * The chat page as its tests use it: where things are, and what a person does there.
 */

import type { Locator, Page } from "playwright-core";

/** The list of messages. */
export const messages = (page: Page): Locator => page.getByRole("log");

/** Where one writes. */
export const composer = (page: Page): Locator => page.getByRole("textbox", { name: /^(Message to|发消息到)/ });

/** The message with this text. */
export const bubble = (page: Page, text: string): Locator => messages(page).getByText(text, { exact: true });

/** Writes and sends. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
}

/** Takes another name. */
export async function rename(page: Page, name: string): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Save" }).click();
}

/** All messages as they are shown, from the top. */
export function textsOf(page: Page): Promise<string[]> {
  return messages(page)
    .locator("li[data-state] > p:first-child")
    .evaluateAll((all) => all.map((text) => text.textContent ?? ""));
}

/** Waits until the page shows so many messages that the room has. */
export async function untilShown(page: Page, count: number): Promise<void> {
  const shown = page.waitForFunction(
    (wanted) => {
      const all = document.querySelectorAll(
        '[role="log"] li[data-state="received"], [role="log"] li[data-state="sent"]',
      );
      return all.length >= wanted;
    },
    count,
    { timeout: 30_000 },
  );
  await shown.catch(async (error: unknown) => {
    const states = await messages(page)
      .locator("li[data-state]")
      .evaluateAll((all) =>
        all.map((each) => `${each.getAttribute("data-state")}: ${each.firstElementChild?.textContent}`),
      );
    throw new Error(`${count} messages are not shown, but ${states.length}: ${states.join(", ")}`, { cause: error });
  });
}

/** From now on the page remembers every number of people that it shows. */
export async function watchPeople(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: string[] = [];
    const look = (): void => {
      const text = document.querySelector("aside h2 span")?.textContent ?? "";
      if (seen.at(-1) !== text) seen.push(text);
    };
    look();
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    Object.assign(window, { peopleSeen: seen });
  });
}

/** The numbers of people that the page has shown since. */
export function peopleSeen(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { readonly peopleSeen: string[] }).peopleSeen);
}
