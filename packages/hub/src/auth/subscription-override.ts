/**
 * What a token changes of a channel's declaration for one subscription (claim `override`).
 */
import type { ResolvedChannelOptions } from "../channel/channel-registry.ts";

/** Options that a token may switch. Absent: as declared. */
export interface SubscriptionOverride {
  readonly presence?: boolean | undefined;
  readonly joinLeave?: boolean | undefined;
  readonly recovery?: boolean | undefined;
  readonly positioned?: boolean | undefined;
}

const optionOf: Readonly<Record<string, keyof SubscriptionOverride>> = {
  presence: "presence",
  join_leave: "joinLeave",
  force_push_join_leave: "joinLeave",
  force_recovery: "recovery",
  force_positioning: "positioned",
};

/** Reads the claim: `{"presence": {"value": true}}`. @returns `undefined` when it is not well formed. */
export function readSubscriptionOverride(claim: unknown): SubscriptionOverride | undefined {
  if (typeof claim !== "object" || claim === null || Array.isArray(claim)) return undefined;
  const override: { -readonly [Option in keyof SubscriptionOverride]: boolean } = {};
  for (const [name, given] of Object.entries(claim)) {
    const option = Object.hasOwn(optionOf, name) ? optionOf[name] : undefined;
    const isObject = typeof given === "object" && given !== null;
    const value: unknown = isObject ? ((given as Readonly<Record<string, unknown>>).value ?? false) : undefined;
    if (option === undefined || typeof value !== "boolean") return undefined;
    override[option] = value;
  }
  return override;
}

/** The options of one subscription. What needs history or presence stays off where the channel has none. */
export function overrideOptions(
  options: ResolvedChannelOptions,
  override: SubscriptionOverride | undefined,
): ResolvedChannelOptions {
  if (override === undefined) return options;
  const hasHistory = options.history !== undefined;
  const presence = override.presence ?? options.presence;
  const wantsRecovery = override.recovery ?? options.recovery !== undefined;
  return {
    ...options,
    presence,
    joinLeave: (override.joinLeave ?? options.joinLeave) && presence,
    recovery: wantsRecovery && hasHistory ? (options.recovery ?? "stream") : undefined,
    positioned: hasHistory && (override.positioned ?? options.positioned),
  };
}
