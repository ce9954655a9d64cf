/**
 * Turns of the event loop, for tests of things that settle by themselves and by no timer.
 */

/** Resolves when `count` turns have passed, and with them all promises that needed nothing else. Default 8. */
export async function turns(count = 8): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
