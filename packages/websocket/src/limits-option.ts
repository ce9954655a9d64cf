/**
 * The `limits` option: what the caller gave, checked, over the defaults of the role.
 */
import { type Limits, UsageError } from "@longwire/wire";

/**
 * Completes `given` with `defaults`. `maxFrameBytes` follows `maxMessageBytes` unless it is given itself.
 * @throws UsageError `ERR_INVALID_ARGUMENT` for an unknown name or a value that is not a number of at least 0.
 */
export function resolveLimits(given: Partial<Limits> | undefined, defaults: Limits): Limits {
  if (given === undefined) return defaults;
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaults, name)) {
      throw new UsageError(
        "ERR_INVALID_ARGUMENT",
        `limits.${name} is not a limit: see the Limits type for their names`,
      );
    }
    if (typeof value !== "number" || !(value >= 0)) {
      throw new UsageError(
        "ERR_INVALID_ARGUMENT",
        `limits.${name} must be a number of at least 0, not ${String(value)}`,
      );
    }
  }
  const frame = given.maxMessageBytes === undefined ? {} : { maxFrameBytes: given.maxMessageBytes };
  return Object.freeze({ ...defaults, ...frame, ...given });
}
