/**
 * Waits for what is under way at the end of a load, but not for ever: what is then missing counts as lost.
 */

const STEP_MS = 10;

/** Resolves when `underWay` returns 0, or has not changed for `patienceMs`. Rejects with `failed`. */
export async function untilAllBack(underWay: () => number, patienceMs: number, failed: Promise<never>): Promise<void> {
  let last = underWay();
  let changedMs = performance.now();
  while (last > 0 && performance.now() - changedMs < patienceMs) {
    await Promise.race([new Promise((resolve) => setTimeout(resolve, STEP_MS)), failed]);
    const now = underWay();
    if (now !== last) changedMs = performance.now();
    last = now;
  }
}
