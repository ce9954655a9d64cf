/**
 * Which `ws` the programs get: ours, unless the environment says otherwise. It knows the choice and nothing of how it is installed.
 */

/** `longwire`: the packed `@longwire/ws` in place of `ws`; `npm`: the `ws` of package.json, to see that a test is honest. */
export type InstalledWs = "longwire" | "npm";

/** What `LONGWIRE_SOFTWARE_WS` says; `longwire` when it is not set. @throws Error when it is neither. */
export function chooseWs(): InstalledWs {
  const chosen = process.env.LONGWIRE_SOFTWARE_WS || "longwire";
  if (chosen === "longwire" || chosen === "npm") return chosen;
  throw new Error(`LONGWIRE_SOFTWARE_WS is "longwire" or "npm", not "${chosen}"`);
}
