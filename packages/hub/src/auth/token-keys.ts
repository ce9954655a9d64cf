/**
 * Keys that tokens are verified with, by algorithm. Each key stands for the algorithms of its own kind only, so that a
 * public key is never taken for an HMAC secret (RFC 8725 §3.1). It reads what is configured; fetched keys are in
 * `remote-key-set.ts`.
 */
import { createPublicKey, createSecretKey, type KeyObject } from "node:crypto";

/** A key with what it may verify. */
export interface VerificationKey {
  readonly key: KeyObject;
  readonly algorithms: readonly string[];
  /** Unix time in milliseconds from which it is no longer used. */
  readonly until: number;
}

/** Configured keys. Text keys are PEM. */
export interface TokenKeyOptions {
  /** Shared secret for HS256, HS384, HS512. Text is taken as its UTF-8. At least 32 bytes are advisable. */
  readonly hmacSecret?: string | Uint8Array | undefined;
  /** The secret before, until `validUntil` (Unix time in milliseconds; default: without end). */
  readonly hmacPreviousSecret?: { readonly secret: string | Uint8Array; readonly validUntil?: number } | undefined;
  /** For RS256–512 and PS256–512; at least 2048 bits. */
  readonly rsaPublicKey?: string | undefined;
  /** For ES256, ES384 or ES512, as its curve says. */
  readonly ecdsaPublicKey?: string | undefined;
  /** For EdDSA with Ed25519. */
  readonly ed25519PublicKey?: string | undefined;
}

const hmacAlgorithms = ["HS256", "HS384", "HS512"];
const rsaAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
const curveAlgorithms: Readonly<Record<string, string>> = {
  prime256v1: "ES256",
  secp384r1: "ES384",
  secp521r1: "ES512",
};

/** Reads keys. @throws RangeError that names the option and never the key. */
export function readTokenKeys(options: TokenKeyOptions): readonly VerificationKey[] {
  const { hmacSecret, hmacPreviousSecret, rsaPublicKey, ecdsaPublicKey, ed25519PublicKey } = options;
  const keys: VerificationKey[] = [];
  if (hmacSecret !== undefined) keys.push(secretKey("hmacSecret", hmacSecret, Number.POSITIVE_INFINITY));
  if (hmacPreviousSecret !== undefined) {
    const { secret, validUntil = Number.POSITIVE_INFINITY } = hmacPreviousSecret;
    keys.push(secretKey("hmacPreviousSecret", secret, validUntil));
  }
  if (rsaPublicKey !== undefined) keys.push(publicKey("rsaPublicKey", rsaPublicKey, /^[RP]S/));
  if (ecdsaPublicKey !== undefined) keys.push(publicKey("ecdsaPublicKey", ecdsaPublicKey, /^ES/));
  if (ed25519PublicKey !== undefined) keys.push(publicKey("ed25519PublicKey", ed25519PublicKey, /^Ed/));
  return keys;
}

/** What a public key may verify; nothing for kinds and sizes that are not safe. */
export function algorithmsOf(key: KeyObject): readonly string[] {
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case "rsa":
      // RFC 7518 §3.3: a key of 2048 bits or larger MUST be used.
      return (details?.modulusLength ?? 0) >= 2048 ? rsaAlgorithms : [];
    case "ec": {
      const algorithm = curveAlgorithms[details?.namedCurve ?? ""];
      return algorithm === undefined ? [] : [algorithm];
    }
    case "ed25519":
      // RFC 8037 §3.1 and, with the name of the curve, RFC 9864 §2.2.
      return ["EdDSA", "Ed25519"];
    default:
      return [];
  }
}

function secretKey(option: string, secret: string | Uint8Array, until: number): VerificationKey {
  const bytes = typeof secret === "string" ? Buffer.from(secret, "utf8") : Buffer.from(secret);
  if (bytes.length === 0) throw new RangeError(`${option} is empty`);
  if (bytes.includes("-----BEGIN")) throw new RangeError(`${option} is a key in PEM: it must be a shared secret`);
  return { key: createSecretKey(bytes), algorithms: hmacAlgorithms, until };
}

function publicKey(option: string, pem: string, kind: RegExp): VerificationKey {
  if (pem.includes("PRIVATE KEY")) throw new RangeError(`${option} is a private key: only the public one belongs here`);
  const key = parsePublicKey(pem);
  const algorithms = key === undefined ? [] : algorithmsOf(key).filter((algorithm) => kind.test(algorithm));
  if (key === undefined) throw new RangeError(`${option} is no public key in PEM`);
  if (algorithms.length === 0) throw new RangeError(`${option} is a key of another kind, or too short`);
  return { key, algorithms, until: Number.POSITIVE_INFINITY };
}

function parsePublicKey(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined; // The parser's own message may quote the key.
  }
}
