import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Payload } from "@longwire/protocol";
import { createHubClock } from "@longwire/testkit";
import type { ConnectionRequest } from "../ports/connection.ts";
import type { AuthEvent } from "./auth-event.ts";
import { type AuthenticateFunction, FunctionAuthenticator } from "./function-authenticator.ts";
import { issueToken } from "./issue-token.ts";
import { TokenAuthenticator } from "./token-authenticator.ts";

const secret = "a secret of thirty-two characters";
const request: ConnectionRequest = { url: "/?a=1", headers: { cookie: "session=42" }, remoteAddress: "::1" };

function setUp(decide: AuthenticateFunction) {
  const { clock, advance } = createHubClock();
  const events: AuthEvent[] = [];
  const ports = { clock, observe: (event: AuthEvent) => void events.push(event) };
  const tokens = new TokenAuthenticator({ token: { hmacSecret: secret } }, ports);
  return { clock, advance, events, authenticator: new FunctionAuthenticator(decide, tokens, ports) };
}

describe("an authentication function", () => {
  it("sees the upgrade request and the connect data, and says who it is", async () => {
    const { authenticator, clock } = setUp(({ headers }, { data }) => ({
      user: `${headers.cookie}`,
      info: { name: "A" },
      meta: { data: data?.value },
      claims: { role: "admin" },
      channels: ["news"],
      data: Payload.fromValue("hello"),
      expireAt: 4_000_000_000,
    }));
    const outcome = await authenticator.authenticate(request, { data: Payload.fromValue(7) });
    assert.ok(outcome.ok);
    assert.deepEqual(outcome.identity, {
      user: "session=42",
      meta: { data: 7 },
      claims: { role: "admin" },
      issuedAt: clock.wallTime(),
    });
    assert.deepEqual([outcome.info?.value, outcome.data?.value], [{ name: "A" }, "hello"]);
    assert.deepEqual([outcome.channels, outcome.expireAt], [["news"], 4_000_000_000]);
  });

  const refusals: readonly (readonly [AuthenticateFunction, object])[] = [
    [() => ({}), { ok: false, error: "permissionDenied", reason: undefined }],
    [() => ({ error: "unauthorized", reason: "no-cookie" }), { ok: false, error: "unauthorized", reason: "no-cookie" }],
    [async () => ({ disconnect: "invalidToken" }), { ok: false, disconnect: "invalidToken", reason: undefined }],
  ];
  for (const [decide, expected] of refusals) {
    it(`may refuse: ${JSON.stringify(expected)}`, async () => {
      assert.deepEqual(await setUp(decide).authenticator.authenticate(request, {}), expected);
    });
  }

  it("may leave it to the token", async () => {
    const { authenticator, clock } = setUp(() => undefined);
    const token = await issueToken({ user: "alice" }, { secret }, clock.wallTime());
    const outcome = await authenticator.authenticate(request, { token });
    assert.ok(outcome.ok);
    assert.equal(outcome.identity.user, "alice");
    const refreshed = await authenticator.refresh({ ...outcome.identity, client: "c" }, token);
    assert.equal(refreshed.ok, true);
    const sub = await issueToken({ user: "alice", channel: "a" }, { secret }, clock.wallTime());
    assert.equal((await authenticator.subscription({ ...outcome.identity, client: "c" }, "a", sub)).ok, true);
    authenticator.revoked({ type: "revoke", user: "alice", before: clock.wallTime() + 1 });
    assert.equal((await authenticator.authenticate(request, { token })).ok, false);
  });

  const failing: readonly AuthenticateFunction[] = [
    () => {
      throw new Error("CANARY");
    },
    () => Promise.reject(new Error("CANARY")),
    () => ({ user: "a", claims: { caps: "all" } }),
    () => ({ user: "a", info: 1n }),
  ];
  for (const decide of failing) {
    it(`that fails lets nobody in: ${decide.toString().slice(0, 60)}`, async () => {
      const { authenticator, events } = setUp(decide);
      assert.deepEqual(await authenticator.authenticate(request, {}), {
        ok: false,
        error: "internal",
        reason: "authenticate-failed",
      });
      assert.equal(events[0]?.type, "authenticate-failed");
    });
  }
});
