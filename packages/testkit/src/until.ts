/**
 * Waiting for something that the operating system brings about, where no event tells when: the other end of a real socket.
 * It looks again in every turn of the event loop and sleeps never. Where there is an event, wait for that instead.
 */

/** Resolves with the first value of `look` that is neither `undefined` nor `false`. @throws Error with `what` after `limitMs`. */
export async function until<T>(what: string, look: () => T | undefined | false, limitMs = 5000): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const value = look();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
