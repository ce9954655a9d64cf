/**
 * What is wrong with a configuration: all of it at once, each with its place.
 */

/** Thrown for a configuration that cannot be used. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** One line each: `channel.namespaces[2].history_ttl: "5 apples" is no duration`. They hold no secret. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}
