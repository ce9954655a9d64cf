/**
 * Whether a source has a test with a title. It reads text, not code.
 */

/** Whether `source` has a test, or a suite of tests, with `title` in its name; or one that is so called. */
export function hasTest(source: string, title: string): boolean {
  const escaped = title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`\\b(?:it|test|describe)\\(\\s*["'\`][^\\n]*${escaped}|^${escaped}\\(`, "m").test(source);
}
