/**
 * Verifies JSON Web Tokens: form, length, algorithm, key, signature, times, audience and issuer. What the other claims mean
 * is in `token-claims.ts`. The algorithms are those of the configured keys and no others (RFC 8725 §3.1).
 */
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import type { Clock } from "../ports/clock.ts";
import type { AuthObserver } from "./auth-event.ts";
import { type FetchDocument, RemoteKeySet, type RemoteKeySetOptions } from "./remote-key-set.ts";
import type { TokenFault, TokenFaultReason } from "./token-fault.ts";
import { readTokenKeys, type TokenKeyOptions, type VerificationKey } from "./token-keys.ts";

/** How tokens are verified. At least one key or key set is needed. */
export interface TokenOptions extends TokenKeyOptions {
  /** A key set whose public keys are trusted. */
  readonly jwks?: RemoteKeySetOptions | undefined;
  /** What `aud` must name. Default: it is not looked at. */
  readonly audience?: string | undefined;
  /** What `iss` must be. Default: it is not looked at. */
  readonly issuer?: string | undefined;
  /** The claim that holds the user's id. Default `sub`. */
  readonly userClaim?: string | undefined;
  /** How far clocks may differ. Default 30 s. */
  readonly skewMs?: number | undefined;
}

/** What verifying needs of the world. */
export interface VerifierPorts {
  readonly clock: Clock;
  /** Default `globalThis.fetch`. */
  readonly fetch?: FetchDocument | undefined;
  readonly observe?: AuthObserver | undefined;
}

/** The claims of a token that holds, or why it does not. */
export type VerifiedToken = { readonly ok: true; readonly claims: JWTPayload } | TokenFault;

/** Of a token as it is sent. */
export const maxTokenBytes = 8192;

type CandidateKeys = { readonly ok: true; readonly keys: readonly VerificationKey[] } | TokenFault;

/** Verifies tokens by one set of keys. */
export class TokenVerifier {
  readonly #keys: readonly VerificationKey[];
  readonly #remote: RemoteKeySet | undefined;
  readonly #clock: Clock;
  readonly #checks: { readonly audience?: string; readonly issuer?: string; readonly clockTolerance: number };

  /** @throws RangeError when there is no key, or one that must not be used. */
  constructor(options: TokenOptions, { clock, fetch = globalThis.fetch, observe = () => undefined }: VerifierPorts) {
    this.#keys = readTokenKeys(options);
    this.#remote =
      options.jwks &&
      new RemoteKeySet(options.jwks, clock, fetch, (problem) => observe({ type: "keys-unavailable", problem }));
    if (this.#keys.length === 0 && this.#remote === undefined) throw new RangeError("no key for tokens is configured");
    this.#clock = clock;
    this.#checks = {
      ...(options.audience === undefined ? {} : { audience: options.audience }),
      ...(options.issuer === undefined ? {} : { issuer: options.issuer }),
      clockTolerance: (options.skewMs ?? 30_000) / 1000,
    };
  }

  /** Verifies; never rejects, whatever `token` is. */
  async verify(token: string): Promise<VerifiedToken> {
    // A JWT is ASCII, so its length is its bytes; other characters fail below.
    if (token.length > maxTokenBytes) return fault("token-too-long");
    const header = readHeader(token);
    if (header === undefined) return fault("token-malformed");
    const candidates = await this.#candidates(header.alg, header.kid);
    if (!candidates.ok) return candidates;
    let refusal = fault("token-signature");
    for (const { key } of candidates.keys) {
      try {
        const { payload } = await jwtVerify(token, key, {
          ...this.#checks,
          algorithms: [header.alg],
          currentDate: new Date(this.#clock.wallTime()),
        });
        return { ok: true, claims: payload };
      } catch (error) {
        refusal = faultOf(error);
        if (refusal.reason !== "token-signature") return refusal;
      }
    }
    return refusal;
  }

  async #candidates(algorithm: string, kid: string | undefined): Promise<CandidateKeys> {
    const now = this.#clock.wallTime();
    const own = this.#keys.filter((key) => key.algorithms.includes(algorithm) && now < key.until);
    // A set of public keys has no secrets.
    if (this.#remote === undefined || algorithm.startsWith("HS")) {
      return own.length > 0 ? { ok: true, keys: own } : fault("token-algorithm");
    }
    if (!remoteAlgorithms.has(algorithm)) return fault("token-algorithm");
    const remote = await this.#remote.keysFor(algorithm, kid);
    const keys = remote.known ? [...own, ...remote.keys] : own;
    if (keys.length > 0) return { ok: true, keys };
    return fault(remote.known ? "token-key-unknown" : "token-keys-unavailable");
  }
}

const remoteAlgorithms: ReadonlySet<string> = new Set([
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
]);

function readHeader(token: string): { readonly alg: string; readonly kid: string | undefined } | undefined {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    return typeof alg === "string" ? { alg, kid: typeof kid === "string" ? kid : undefined } : undefined;
  } catch {
    return undefined;
  }
}

function faultOf(error: unknown): TokenFault {
  if (error instanceof errors.JWTExpired) return fault("token-expired", "exp");
  if (error instanceof errors.JWSSignatureVerificationFailed) return fault("token-signature");
  if (!(error instanceof errors.JWTClaimValidationFailed)) return fault("token-malformed");
  const { claim, reason } = error;
  // "check_failed": the claim is there and well formed, and does not hold.
  if (claim === "nbf" && reason === "check_failed") return fault("token-not-yet", claim);
  if (claim === "aud") return fault("token-audience", claim);
  if (claim === "iss") return fault("token-issuer", claim);
  return fault("token-claims", claim);
}

function fault(reason: TokenFaultReason, claim?: string): TokenFault {
  return claim === undefined ? { ok: false, reason } : { ok: false, reason, claim };
}
