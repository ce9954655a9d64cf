/**
 * Durations as Go writes them, which is how Centrifugo's configuration has them: "300s", "1h30m", "1.5h", "250ms".
 */

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const wholeDuration = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/;
const parts = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g;

/** Milliseconds, rounded up, or `undefined` when `text` is no duration. "0" is one without a unit. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  // No duration that anybody means is longer.
  if (text.length > 32 || !wholeDuration.test(text)) return undefined;
  let ms = 0;
  for (const [, count, unit] of text.matchAll(parts)) ms += Number(count) * (unitMs[unit ?? ""] ?? 0);
  const rounded = Math.ceil(Math.round(ms * 1e6) / 1e6);
  return rounded <= Number.MAX_SAFE_INTEGER ? rounded : undefined;
}
