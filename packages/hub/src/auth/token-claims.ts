/**
 * What the claims of a verified token mean: those of the Centrifuge protocol's tokens beside the registered ones
 * (RFC 7519 §4.1). Each is of its type and within bounds, or the token is refused.
 */
import { Payload } from "@longwire/protocol";
import { channelNameFault } from "../channel/channel-pattern.ts";
import type { SubscriptionGrant } from "./authenticator.ts";
import { Capabilities, readCapabilityList } from "./capabilities.ts";
import { readSubscriptionOverride } from "./subscription-override.ts";
import type { TokenFault } from "./token-fault.ts";

type Claims = Readonly<Record<string, unknown>>;

/** A connection token. Times are Unix times. */
export interface ConnectionClaims {
  readonly ok: true;
  /** Empty for the anonymous. */
  readonly user: string;
  /** In seconds. */
  readonly expireAt: number | undefined;
  /** In milliseconds; 0 when the token does not say. */
  readonly issuedAt: number;
  readonly info: Payload | undefined;
  readonly meta: unknown;
  /** Server-side subscriptions with what the token says of them. */
  readonly subscriptions: ReadonlyMap<string, SubscriptionGrant>;
  /** The claims that are left: capabilities, the registered ones and the application's own. */
  readonly claims: Claims;
}

/** A subscription token. */
export interface SubscriptionClaims {
  readonly ok: true;
  readonly user: string;
  readonly channel: string;
  /** Empty: any connection of the user. */
  readonly client: string;
  readonly issuedAt: number;
  readonly grant: SubscriptionGrant;
}

const maxSubscriptions = 128;
/** The last second that a `Date` can say. */
const maxTime = 8.64e12;

/** Reads a connection token's claims. @param userClaim the one that holds the user's id. */
export function readConnectionClaims(claims: Claims, userClaim: string): ConnectionClaims | TokenFault {
  const reader = new ClaimReader(claims);
  const read: ConnectionClaims = {
    ok: true,
    user: reader.text(userClaim),
    expireAt: reader.expireAt(),
    issuedAt: reader.time("iat", 0) * 1000,
    info: reader.payload("info", "b64info"),
    meta: claims.meta,
    subscriptions: reader.subscriptions(),
    claims: withoutPayloads(claims),
  };
  if (Capabilities.read(claims.caps) === undefined) reader.refuse("caps");
  return reader.fault ?? read;
}

/** Reads a subscription token's claims. */
export function readSubscriptionClaims(claims: Claims, userClaim: string): SubscriptionClaims | TokenFault {
  const reader = new ClaimReader(claims);
  const channel = reader.text("channel");
  if (channel === "") reader.refuse("channel");
  const read: SubscriptionClaims = {
    ok: true,
    user: reader.text(userClaim),
    channel,
    client: reader.text("client"),
    issuedAt: reader.time("iat", 0) * 1000,
    grant: { ...reader.grant(), expireAt: reader.expireAt(), allow: reader.allow() },
  };
  return reader.fault ?? read;
}

/** What the hub keeps for as long as a connection lasts is no larger than needed. */
function withoutPayloads(claims: Claims): Claims {
  const { info: _info, b64info: _b64info, channels: _channels, subs: _subs, meta: _meta, ...rest } = claims;
  return rest;
}

/** Reads claims; the first that is wrong is the fault. */
class ClaimReader {
  fault: TokenFault | undefined;
  readonly #claims: Claims;

  constructor(claims: Claims) {
    this.#claims = claims;
  }

  refuse(claim: string): void {
    this.fault ??= { ok: false, reason: "token-claims", claim };
  }

  /** Default "". */
  text(name: string): string {
    const value = this.#claims[name] ?? "";
    if (typeof value === "string" && value.isWellFormed()) return value;
    this.refuse(name);
    return "";
  }

  /** Unix time in seconds. */
  time<Default>(name: string, otherwise: Default): number | Default {
    const value = this.#claims[name];
    if (value === undefined) return otherwise;
    if (typeof value === "number" && value >= 0 && value <= maxTime) return Math.floor(value);
    this.refuse(name);
    return otherwise;
  }

  /** When what the token is for expires: `exp`, unless `expire_at` says otherwise; 0 there means never. */
  expireAt(): number | undefined {
    const expireAt = this.time("expire_at", this.time("exp", undefined));
    return expireAt === 0 ? undefined : expireAt;
  }

  /** JSON, or bytes in Base64. */
  payload(name: string, base64Name: string): Payload | undefined {
    const base64 = this.#claims[base64Name] ?? "";
    if (base64 !== "") {
      // Unlike Node's decoder, the claim may have nothing that is not Base64.
      if (typeof base64 === "string" && base64Text.test(base64))
        return Payload.fromBytes(Buffer.from(base64, "base64"));
      this.refuse(base64Name);
    }
    const value = this.#claims[name];
    return value === undefined ? undefined : Payload.fromValue(value);
  }

  /** `info`, `data` and `override`, which a subscription token has and each entry of `subs`. */
  grant(): SubscriptionGrant {
    const { override } = this.#claims;
    const readOverride = override === undefined ? undefined : readSubscriptionOverride(override);
    if (override !== undefined && readOverride === undefined) this.refuse("override");
    return {
      ok: true,
      info: this.payload("info", "b64info"),
      data: this.payload("data", "b64data"),
      ...(readOverride === undefined ? {} : { override: readOverride }),
    };
  }

  allow(): SubscriptionGrant["allow"] {
    const { allow } = this.#claims;
    const read = allow === undefined ? [] : readCapabilityList(allow);
    if (read === undefined) this.refuse("allow");
    return read;
  }

  subscriptions(): ReadonlyMap<string, SubscriptionGrant> {
    const { channels = [], subs = {} } = this.#claims;
    const subscriptions = new Map<string, SubscriptionGrant>();
    if (Array.isArray(channels)) for (const name of channels) this.#subscription("channels", name, {}, subscriptions);
    else this.refuse("channels");
    if (isRecord(subs)) {
      for (const [name, entry] of Object.entries(subs)) this.#subscription("subs", name, entry, subscriptions);
    } else this.refuse("subs");
    return subscriptions;
  }

  #subscription(claim: string, name: unknown, entry: unknown, into: Map<string, SubscriptionGrant>): void {
    const isChannel = typeof name === "string" && channelNameFault(name) === undefined;
    const reader = isRecord(entry) ? new ClaimReader(entry) : undefined;
    if (isChannel && reader !== undefined && into.size < maxSubscriptions) into.set(name, reader.grant());
    else this.refuse(claim);
    if (reader?.fault !== undefined) this.refuse(claim);
  }
}

const base64Text = /^[A-Za-z0-9+/]*={0,2}$/;

function isRecord(value: unknown): value is Claims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
