import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createHubClock } from "@longwire/testkit";
import fc from "fast-check";
import { readConnectionClaims, readSubscriptionClaims } from "./token-claims.ts";
import { TokenVerifier } from "./token-verifier.ts";

const names = ["sub", "iat", "expire_at", "info", "b64info", "meta", "channels", "subs", "caps", "channel", "client"];
const more = ["data", "b64data", "override", "allow", "exp"];
const claims = fc.dictionary(fc.constantFrom(...names, ...more), fc.jsonValue());

describe("claims of any kind", () => {
  it("are read or refused, and never throw", () => {
    let isRead = 0;
    fc.assert(
      fc.property(claims, (given) => {
        for (const read of [readConnectionClaims(given, "sub"), readSubscriptionClaims(given, "sub")]) {
          if (read.ok) isRead += 1;
          else assert.equal(read.reason, "token-claims");
          if (read.ok) assert.equal(read.user, given.sub ?? "");
          else assert.ok([...names, ...more].includes(read.claim ?? ""));
        }
      }),
      { numRuns: 2000 },
    );
    assert.ok(isRead > 50, `only ${isRead} were read`);
  });

  it("of names that objects have anyway are only names", () => {
    const given = JSON.parse('{"sub":"a","subs":{"__proto__":{},"constructor":{}},"__proto__":{"caps":7}}');
    const read = readConnectionClaims(given, "sub");
    assert.ok(read.ok);
    assert.deepEqual([...read.subscriptions.keys()], ["__proto__", "constructor"]);
    const override = JSON.parse('{"sub":"a","channel":"c","override":{"__proto__":{"value":true}}}');
    assert.deepEqual(readSubscriptionClaims(override, "sub"), { ok: false, reason: "token-claims", claim: "override" });
  });
});

it("any text is a token that is refused, and never an exception", async () => {
  const { clock } = createHubClock();
  const verifier = new TokenVerifier({ hmacSecret: "secret" }, { clock });
  const part = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.base64String(),
    fc.json().map((text) => Buffer.from(text).toString("base64url")),
    fc.constant(Buffer.from('{"alg":"HS256"}').toString("base64url")),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 5 }), async (parts) => {
      const result = await verifier.verify(parts.join("."));
      assert.equal(result.ok, false);
    }),
    { numRuns: 2000 },
  );
});
