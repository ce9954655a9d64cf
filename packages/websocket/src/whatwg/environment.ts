/**
 * What the program around may say of itself: its address. Node has none; jsdom, Electron's renderers and others that put
 * a `location` on the global do, and then it is the base of relative URLs and the origin of requests, as in browsers.
 */

interface GlobalWithLocation {
  readonly location?: unknown;
}

/** HTML's "API base URL", or nothing. */
export function apiBaseUrl(): string | undefined {
  // Not `globalThis.location`: Node's types rightly know none.
  const { location } = globalThis as GlobalWithLocation;
  if (typeof location !== "object" || location === null || !("href" in location)) return undefined;
  const href = String(location.href);
  return URL.canParse(href) ? href : undefined;
}

/** The serialised origin of the environment, or nothing where there is none or it is opaque. */
export function environmentOrigin(): string | undefined {
  const base = apiBaseUrl();
  const origin = base === undefined ? "null" : new URL(base).origin;
  return origin === "null" ? undefined : origin;
}
