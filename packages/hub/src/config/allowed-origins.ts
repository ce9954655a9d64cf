/**
 * The option `client.allowed_origins` as a policy of the WebSocket server.
 */

/** "same-origin", "any", or a function that is asked with the Origin header. `@longwire/websocket` takes it as its `origin`. */
export type ConfiguredOrigins = "same-origin" | "any" | ((origin: string | undefined) => boolean);

/** @param patterns origins in which `*` stands for any characters; none: same origin. A client without Origin is no browser and is let in. */
export function originsOf(patterns: readonly string[]): ConfiguredOrigins {
  if (patterns.length === 0) return "same-origin";
  if (patterns.includes("*")) return "any";
  const expressions = patterns.map(expressionOf);
  return (origin) => origin === undefined || expressions.some((expression) => expression.test(origin));
}

/** A star never crosses the end of a host, so that `https://*.example.com` is not `https://evil.test/.example.com`. */
function expressionOf(pattern: string): RegExp {
  const literals = pattern.split("*").map((literal) => literal.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  return new RegExp(`^${literals.join("[^/?#@]*")}$`, "i");
}
