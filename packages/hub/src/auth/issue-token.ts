/**
 * Issues tokens signed with a shared secret: for tests, for development, and for back ends in TypeScript. It checks nothing
 * of what it signs but its form.
 */
import { type JWTPayload, SignJWT } from "jose";

/** What a token says. */
export interface TokenContent {
  /** Empty: anonymous. */
  readonly user: string;
  /** Makes it a subscription token for this channel. */
  readonly channel?: string | undefined;
  /** From now. Default: it does not expire. */
  readonly expiresInMs?: number | undefined;
  /** What others see of the connection or subscription: any JSON. */
  readonly info?: unknown;
  /** Further claims, such as `caps`. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

/** How a token is signed, and for whom. */
export interface TokenSigning {
  readonly secret: string | Uint8Array;
  /** Default HS256. */
  readonly algorithm?: "HS256" | "HS384" | "HS512" | undefined;
  readonly audience?: string | undefined;
  readonly issuer?: string | undefined;
  /** The claim for the user's id. Default `sub`. */
  readonly userClaim?: string | undefined;
}

/** Issues one token. @param now Unix time in milliseconds. @throws RangeError for an empty secret. */
export function issueToken(content: TokenContent, signing: TokenSigning, now: number): Promise<string> {
  const { secret, algorithm = "HS256", audience, issuer, userClaim = "sub" } = signing;
  const key = typeof secret === "string" ? new TextEncoder().encode(secret) : secret;
  if (key.length === 0) throw new RangeError("the secret is empty");
  const issuedAt = Math.floor(now / 1000);
  const { user, channel, expiresInMs, info, claims } = content;
  const payload: JWTPayload = {
    ...claims,
    [userClaim]: user,
    iat: issuedAt,
    ...(expiresInMs === undefined ? {} : { exp: issuedAt + Math.ceil(expiresInMs / 1000) }),
    ...(channel === undefined ? {} : { channel }),
    ...(info === undefined ? {} : { info }),
    ...(audience === undefined ? {} : { aud: audience }),
    ...(issuer === undefined ? {} : { iss: issuer }),
  };
  return new SignJWT(payload).setProtectedHeader({ alg: algorithm, typ: "JWT" }).sign(key);
}
