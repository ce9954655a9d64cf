import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, it } from "node:test";
import { createHubClock } from "@longwire/testkit";
import { type JWTPayload, SignJWT } from "jose";
import type { TokenFaultReason } from "./token-fault.ts";
import { maxTokenBytes, type TokenOptions, TokenVerifier } from "./token-verifier.ts";

const { clock, advance } = createHubClock();
const now = Math.floor(clock.wallTime() / 1000);
const secret = "a secret of thirty-two characters";
const secretBytes = new TextEncoder().encode(secret);
const pem = (key: KeyObject): string => key.export({ type: "spki", format: "pem" }).toString();
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" });
const p521 = generateKeyPairSync("ec", { namedCurve: "P-521" });
const ed25519 = generateKeyPairSync("ed25519");
const byRsa: TokenOptions = { rsaPublicKey: pem(rsa.publicKey) };

function sign(key: KeyObject | Uint8Array, alg: string, claims: JWTPayload = {}): Promise<string> {
  return new SignJWT({ sub: "7", ...claims }).setProtectedHeader({ alg }).sign(key);
}

/** The subject, or why the token is refused. */
async function verify(options: TokenOptions, token: string): Promise<string | undefined> {
  const result = await new TokenVerifier(options, { clock }).verify(token);
  return result.ok ? result.claims.sub : result.reason;
}

function base64Url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

describe("a token signed by each algorithm", () => {
  const keys: readonly (readonly [KeyObject | Uint8Array, readonly string[], TokenOptions])[] = [
    [secretBytes, ["HS256", "HS384", "HS512"], { hmacSecret: secret }],
    [rsa.privateKey, ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"], byRsa],
    [p256.privateKey, ["ES256"], { ecdsaPublicKey: pem(p256.publicKey) }],
    [p384.privateKey, ["ES384"], { ecdsaPublicKey: pem(p384.publicKey) }],
    [p521.privateKey, ["ES512"], { ecdsaPublicKey: pem(p521.publicKey) }],
    [ed25519.privateKey, ["EdDSA", "Ed25519"], { ed25519PublicKey: pem(ed25519.publicKey) }],
  ];
  for (const [key, algorithms, options] of keys) {
    for (const algorithm of algorithms) {
      it(`${algorithm} holds for its own key, and for no other`, async () => {
        const token = await sign(key, algorithm);
        assert.equal(await verify(options, token), "7");
        for (const [, others, otherOptions] of keys) {
          if (others === algorithms) continue;
          assert.equal(await verify(otherOptions, token), "token-algorithm");
        }
        const [head, body, signature = ""] = token.split(".");
        const first = signature.startsWith("A") ? "B" : "A";
        assert.equal(await verify(options, `${head}.${body}.${first}${signature.slice(1)}`), "token-signature");
      });
    }
  }
});

describe("a refused token", () => {
  const unsigned = `${base64Url({ alg: "none" })}.${base64Url({ sub: "7" })}.`;
  const rows: readonly (readonly [string, TokenOptions, string | Promise<string>, TokenFaultReason | "7"])[] = [
    // RFC 8725 §3.1: the algorithm is the configuration's, not the token's.
    ["without signature", { hmacSecret: secret }, unsigned, "token-algorithm"],
    ["without signature, as if HMAC", byRsa, unsigned, "token-algorithm"],
    [
      "whose HMAC is made with the public key",
      byRsa,
      sign(new TextEncoder().encode(pem(rsa.publicKey)), "HS256"),
      "token-algorithm",
    ],
    [
      "of another secret",
      { hmacSecret: secret },
      sign(new TextEncoder().encode("another"), "HS256"),
      "token-signature",
    ],
    [
      "expired, beyond the skew",
      { hmacSecret: secret },
      sign(secretBytes, "HS256", { exp: now - 31 }),
      "token-expired",
    ],
    ["expired within the skew", { hmacSecret: secret }, sign(secretBytes, "HS256", { exp: now - 29 }), "7"],
    ["not valid yet", { hmacSecret: secret }, sign(secretBytes, "HS256", { nbf: now + 31 }), "token-not-yet"],
    ["not valid yet, within the skew", { hmacSecret: secret }, sign(secretBytes, "HS256", { nbf: now + 29 }), "7"],
    [
      "with an exp that is no number",
      { hmacSecret: secret },
      sign(secretBytes, "HS256", { ["exp" as string]: "soon" }),
      "token-claims",
    ],
    [
      "for another audience",
      { hmacSecret: secret, audience: "hub" },
      sign(secretBytes, "HS256", { aud: "shop" }),
      "token-audience",
    ],
    ["without the audience", { hmacSecret: secret, audience: "hub" }, sign(secretBytes, "HS256"), "token-audience"],
    [
      "for several audiences",
      { hmacSecret: secret, audience: "hub" },
      sign(secretBytes, "HS256", { aud: ["shop", "hub"] }),
      "7",
    ],
    [
      "of another issuer",
      { hmacSecret: secret, issuer: "me" },
      sign(secretBytes, "HS256", { iss: "you" }),
      "token-issuer",
    ],
    [
      "with an extension that is not understood",
      { hmacSecret: secret },
      `${base64Url({ alg: "HS256", crit: ["x"], x: 1 })}.e30.AA`,
      "token-malformed",
    ],
    ["that is empty", { hmacSecret: secret }, "", "token-malformed"],
    ["that is garbage", { hmacSecret: secret }, "garbage", "token-malformed"],
    ["of dots", { hmacSecret: secret }, "...", "token-malformed"],
    ["whose head is no JSON", { hmacSecret: secret }, "YQ.YQ.YQ", "token-malformed"],
    ["whose head is no object", { hmacSecret: secret }, `${base64Url([])}.e30.AA`, "token-malformed"],
    ["with characters that no token has", { hmacSecret: secret }, "\u0000é😀.\n.\ud800", "token-malformed"],
    ["of the longest length", { hmacSecret: secret }, ".".repeat(maxTokenBytes), "token-malformed"],
    ["that is too long", { hmacSecret: secret }, ".".repeat(maxTokenBytes + 1), "token-too-long"],
  ];
  for (const [name, options, token, expected] of rows) {
    it(`${name}: ${expected}`, async () => {
      assert.equal(await verify(options, await token), expected);
    });
  }
});

describe("keys", () => {
  it("may be changed: the secret before holds until its day", async () => {
    const token = await sign(secretBytes, "HS256");
    const validUntil = clock.wallTime() + 1000;
    const verifier = new TokenVerifier({ hmacSecret: "new", hmacPreviousSecret: { secret, validUntil } }, { clock });
    assert.equal((await verifier.verify(token)).ok, true);
    advance(1000);
    assert.deepEqual(await verifier.verify(token), { ok: false, reason: "token-signature" });
  });

  const small = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const wrong: readonly (readonly [string, TokenOptions, RegExp])[] = [
    ["none", {}, /^no key for tokens is configured$/],
    ["an empty secret", { hmacSecret: "" }, /^hmacSecret is empty$/],
    ["a public key as a secret", { hmacSecret: pem(rsa.publicKey) }, /^hmacSecret is a key in PEM/],
    ["no PEM", { rsaPublicKey: "CANARY" }, /^rsaPublicKey is no public key in PEM$/],
    [
      "a private key",
      { rsaPublicKey: rsa.privateKey.export({ type: "pkcs8", format: "pem" }).toString() },
      /^rsaPublicKey is a private key/,
    ],
    ["a key of another kind", { rsaPublicKey: pem(p256.publicKey) }, /^rsaPublicKey is a key of another kind/],
    // RFC 7518 §3.3
    [
      "a short RSA key",
      { rsaPublicKey: pem(small.publicKey) },
      /^rsaPublicKey is a key of another kind, or too short$/,
    ],
    ["a key set without TLS", { jwks: { url: "http://keys.example/" } }, /must begin with https:$/],
    ["a key set at no address", { jwks: { url: "CANARY" } }, /is no URL$/],
  ];
  for (const [name, options, message] of wrong) {
    it(`refuses ${name}, without telling it`, () => {
      assert.throws(() => new TokenVerifier(options, { clock }), { name: "RangeError", message });
      assert.throws(
        () => new TokenVerifier(options, { clock }),
        (error: Error) => !error.message.includes("CANARY") && !error.message.includes("BEGIN"),
      );
    });
  }
});
