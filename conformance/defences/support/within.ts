/**
 * A bound on waiting, so that a defence that is missing shows as a failure and not as a test that hangs.
 */

const LOOK_MS = 5;

/** `promise`, or an error with `what` after `limitMs`. */
export function within<T>(limitMs: number, what: string, promise: Promise<T>): Promise<T> {
  return withinEachStep(limitMs, what, () => promise);
}

/** What `run` promises, or an error with `what` when `limitMs` pass without a call of `onStep`: a bound that many short waits in a row keep on a slow machine too. */
export async function withinEachStep<T>(
  limitMs: number,
  what: string,
  run: (onStep: () => void) => Promise<T>,
): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not within ${limitMs} ms: ${what}`)), limitMs);
  try {
    return await Promise.race([run(() => timer.refresh()), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Looks again and again, a few milliseconds apart, until `look` resolves with true. @throws Error with `what` after `limitMs`. */
export async function eventually(what: string, look: () => Promise<boolean>, limitMs = 5000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
