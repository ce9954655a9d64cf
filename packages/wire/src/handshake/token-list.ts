/**
 * Comma-separated lists in header values (RFC 9110 §5.6.1), such as those of Connection and Upgrade.
 * It cuts and searches; what an element may be, and whether it may be empty, is for each header to say.
 */
import { equalsIgnoringCase } from "./ascii-case.ts";
import { trimWhitespace } from "./whitespace.ts";

/** The elements of a list without the whitespace around them; empty elements are kept as `""`. Linear in the length. */
export function listElements(value: string): string[] {
  const elements: string[] = [];
  let start = 0;
  for (let comma = value.indexOf(","); comma !== -1; comma = value.indexOf(",", start)) {
    elements.push(trimWhitespace(value.slice(start, comma)));
    start = comma + 1;
  }
  elements.push(trimWhitespace(value.slice(start)));
  return elements;
}

/** Whether a list has an element equal to `token`, in any case of ASCII letters. Empty elements do no harm. */
export function listIncludes(value: string, token: string): boolean {
  return equalsIgnoringCase(value, token) || listElements(value).some((element) => equalsIgnoringCase(element, token));
}
