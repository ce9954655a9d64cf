import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { createHubClock } from "@longwire/testkit";
import { exportJWK, SignJWT } from "jose";
import type { AuthEvent } from "./auth-event.ts";
import type { FetchDocument, RemoteKeySetOptions } from "./remote-key-set.ts";
import { type TokenOptions, TokenVerifier } from "./token-verifier.ts";

const url = "https://keys.example/jwks.json";

interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const pair = (): Pair => generateKeyPairSync("ec", { namedCurve: "P-256" });
const jwkOf = async ({ publicKey }: Pair, kid?: string, more: object = {}): Promise<object> => ({
  ...(await exportJWK(publicKey)),
  ...(kid === undefined ? {} : { kid }),
  ...more,
});
const sign = ({ privateKey }: Pair, kid?: string): Promise<string> =>
  new SignJWT({ sub: "7" })
    .setProtectedHeader({ alg: "ES256", ...(kid === undefined ? {} : { kid }) })
    .sign(privateKey);

/** A verifier with a key set that a test changes, and a count of how often it was fetched. */
function setUp(jwks: Partial<RemoteKeySetOptions> = {}, options: TokenOptions = {}) {
  const { clock, advance } = createHubClock();
  const state = { keys: [] as readonly object[], fetches: 0, respond: undefined as (() => Response) | undefined };
  const events: AuthEvent[] = [];
  const fetch: FetchDocument = (asked) => {
    assert.equal(asked, url);
    state.fetches += 1;
    return Promise.resolve(state.respond?.() ?? Response.json({ keys: state.keys }));
  };
  const verifier = new TokenVerifier(
    { ...options, jwks: { url, ...jwks } },
    { clock, fetch, observe: (event) => events.push(event) },
  );
  const verify = async (token: string): Promise<string> => {
    const result = await verifier.verify(token);
    return result.ok ? "ok" : result.reason;
  };
  return { state, events, verify, advance };
}

describe("keys of a key set", () => {
  it("are fetched once for many tokens, and again when they are old", async () => {
    const { state, verify, advance } = setUp();
    const key = pair();
    state.keys = [await jwkOf(key, "a")];
    const token = await sign(key, "a");
    assert.deepEqual(await Promise.all([verify(token), verify(token), verify(token)]), ["ok", "ok", "ok"]);
    assert.equal(state.fetches, 1);
    advance(299_999);
    assert.equal(await verify(token), "ok");
    assert.equal(state.fetches, 1);
    advance(1);
    assert.equal(await verify(token), "ok");
    assert.equal(state.fetches, 2);
  });

  it("may be rotated: a new one is found at once, one that is gone holds no longer than the cache", async () => {
    const { state, verify, advance } = setUp();
    const [old, young] = [pair(), pair()];
    state.keys = [await jwkOf(old, "old")];
    const [oldToken, youngToken] = [await sign(old, "old"), await sign(young, "young")];
    assert.equal(await verify(oldToken), "ok");
    advance(60_000);
    state.keys = [await jwkOf(young, "young")];
    assert.equal(await verify(youngToken), "ok");
    assert.equal(await verify(oldToken), "token-keys-unavailable");
    advance(10_000);
    assert.equal(await verify(oldToken), "token-key-unknown");
  });

  it("are not fetched more often than the interval, whatever tokens ask for", async () => {
    const { state, verify, advance } = setUp();
    const key = pair();
    state.keys = [await jwkOf(key, "a")];
    assert.equal(await verify(await sign(key, "a")), "ok");
    for (let i = 0; i < 50; i += 1) {
      const unknown = await sign(key, `unknown-${i}`);
      // It may be a key that has come since the keys were fetched.
      assert.equal(await verify(unknown), "token-keys-unavailable");
    }
    assert.equal(state.fetches, 1);
    advance(10_000);
    assert.equal(await verify(await sign(key, "unknown")), "token-key-unknown");
    assert.equal(state.fetches, 2);
  });

  it("are tried one after the other for a token that names none", async () => {
    const { state, verify } = setUp();
    const [one, two, three] = [pair(), pair(), pair()];
    state.keys = [await jwkOf(one), await jwkOf(two, "b")];
    assert.equal(await verify(await sign(two)), "ok");
    assert.equal(await verify(await sign(three)), "token-signature");
  });

  it("that cannot be fetched anew hold for a day; without any it cannot be known", async () => {
    const { state, verify, advance, events } = setUp();
    const key = pair();
    const token = await sign(key, "a");
    state.respond = () => new Response("CANARY", { status: 503 });
    assert.equal(await verify(token), "token-keys-unavailable");
    assert.deepEqual(events, [{ type: "keys-unavailable", problem: "the answer has status 503" }]);
    advance(10_000);
    state.respond = undefined;
    state.keys = [await jwkOf(key, "a")];
    assert.equal(await verify(token), "ok");
    state.respond = () => {
      throw new Error("CANARY");
    };
    advance(86_399_999);
    assert.equal(await verify(token), "ok");
    advance(1);
    assert.equal(await verify(token), "token-keys-unavailable");
    assert.equal(JSON.stringify(events).includes("CANARY"), false);
  });

  for (const [name, body] of [
    ["no JSON", "<html>"],
    ["no key set", "[]"],
    ["too long", JSON.stringify({ keys: [], more: "x".repeat(256 * 1024) })],
  ] as const) {
    it(`are not taken from a document that is ${name}`, async () => {
      const { state, verify, events } = setUp();
      state.respond = () => new Response(body);
      assert.equal(await verify(await sign(pair(), "a")), "token-keys-unavailable");
      assert.equal(events.length, 1);
    });
  }

  it("are left out when they are secrets, for encryption, for another algorithm or not understood", async () => {
    const { state, verify } = setUp({}, { hmacSecret: "a secret" });
    const key = pair();
    state.keys = [
      { kty: "oct", k: "AAAA", kid: "a", alg: "HS256" },
      { kty: "unheard-of", kid: "a" },
      await jwkOf(key, "a", { use: "enc" }),
      await jwkOf(key, "a", { alg: "ES384" }),
    ];
    assert.equal(await verify(await sign(key, "a")), "token-key-unknown");
    const hmac = await new SignJWT({ sub: "7" })
      .setProtectedHeader({ alg: "HS256", kid: "a" })
      .sign(Buffer.from("AAAA", "base64url"));
    assert.equal(await verify(hmac), "token-signature");
  });

  it("are given up after the time-out", async () => {
    const { clock, advance } = createHubClock();
    let asked = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const fetch: FetchDocument = (_url, { signal }) => {
      asked();
      return new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    };
    const verifier = new TokenVerifier({ jwks: { url } }, { clock, fetch });
    const result = verifier.verify(await sign(pair(), "a"));
    await isAsked;
    advance(5000);
    assert.deepEqual(await result, { ok: false, reason: "token-keys-unavailable" });
  });

  it("come over HTTP from this machine, and not by a redirect", async (t) => {
    const key = pair();
    const document = JSON.stringify({ keys: [await jwkOf(key, "a")] });
    const server = createServer((request, response) => {
      if (request.url === "/moved") response.writeHead(302, { location: "/keys" }).end();
      else response.end(document);
    });
    t.after(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // it listens on a port
    const token = await sign(key, "a");
    for (const [path, expected] of [
      ["/keys", true],
      ["/moved", false],
    ] as const) {
      const { clock } = createHubClock();
      const verifier = new TokenVerifier({ jwks: { url: `http://127.0.0.1:${port}${path}` } }, { clock });
      assert.equal((await verifier.verify(token)).ok, expected);
    }
  });
});
