/**
 * The sections `client.token` and `client.subscription_token`: how tokens are verified.
 */
import { checkKeySetUrl } from "../auth/remote-key-set.ts";
import { readTokenKeys, type TokenKeyOptions } from "../auth/token-keys.ts";
import type { TokenOptions } from "../auth/token-verifier.ts";
import type { OptionReader } from "./option-reader.ts";

const keyOptions = {
  hmac_secret_key: "hmacSecret",
  rsa_public_key: "rsaPublicKey",
  ecdsa_public_key: "ecdsaPublicKey",
  ed25519_public_key: "ed25519PublicKey",
} as const satisfies Readonly<Record<string, keyof TokenKeyOptions>>;

const adviceBytes = 32;

/** Reads one. @returns `undefined` when it has no key: then no token is accepted. */
export function readTokenSection(reader: OptionReader): TokenOptions | undefined {
  const keys: { -readonly [Option in keyof TokenKeyOptions]: TokenKeyOptions[Option] } = {};
  for (const [name, option] of Object.entries(keyOptions)) {
    const key = reader.text(name) ?? "";
    if (key !== "" && isUsable(reader, name, { [option]: key })) keys[option] = key;
  }
  const previous = readPrevious(reader);
  const url = reader.text("jwks_public_endpoint") ?? "";
  const jwks = url !== "" && isFetchable(reader, url) ? { url } : undefined;
  if (typeof keys.hmacSecret === "string" && keys.hmacSecret.length < adviceBytes) {
    reader.warn("hmac_secret_key", `is shorter than ${adviceBytes} bytes: it can be guessed`);
  }
  const checks = {
    audience: reader.text("audience") || undefined,
    issuer: reader.text("issuer") || undefined,
    userClaim: reader.text("user_id_claim") || undefined,
  };
  reader.mustNot(["audience_regex", "issuer_regex"], "is not offered: name one audience or issuer");
  reader.mustNot(["insecure_skip_jwks_endpoint_safety_check"], "is not offered");
  const hasKey = Object.keys(keys).length > 0 || jwks !== undefined;
  return hasKey ? { ...keys, ...checks, hmacPreviousSecret: previous, jwks } : undefined;
}

function readPrevious(reader: OptionReader): TokenKeyOptions["hmacPreviousSecret"] {
  const secret = reader.text("hmac_previous_secret_key") ?? "";
  const validUntil = reader.whole("hmac_previous_secret_key_valid_until", 0, 8.64e12) ?? 0;
  if (secret === "") return undefined;
  const previous = validUntil === 0 ? { secret } : { secret, validUntil: validUntil * 1000 };
  return isUsable(reader, "hmac_previous_secret_key", { hmacPreviousSecret: previous }) ? previous : undefined;
}

function isUsable(reader: OptionReader, name: string, options: TokenKeyOptions): boolean {
  return holds(reader, name, () => readTokenKeys(options));
}

function isFetchable(reader: OptionReader, url: string): boolean {
  if (!url.includes("{{")) return holds(reader, "jwks_public_endpoint", () => checkKeySetUrl(url));
  reader.refuse("jwks_public_endpoint", "may have no variables");
  return false;
}

/** What is thrown begins with the hub's own name of the option, which the place stands for here. */
function holds(reader: OptionReader, name: string, check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reader.refuse(name, error.message.replace(/^\w+ (?=is )/, ""));
    return false;
  }
}
