import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createAuth, parseConfig } from "@longwire/hub";
import { createHubClock, VirtualClock } from "@longwire/testkit";
import { runCommand } from "../run-command.ts";
import { MemoryIo } from "../testing/memory-io.ts";

const secret = "a secret of thirty-two characters";
const request = { url: "/", headers: {}, remoteAddress: undefined };

/** A hub's authentication by `config`, at the time of this machine. */
function authenticatorOf(config: unknown) {
  const { clock } = createHubClock(new VirtualClock(Date.now() - Date.UTC(2026, 0, 1)));
  return createAuth(parseConfig(config).authentication, { clock }).authenticator;
}

async function token(...args: readonly string[]): Promise<string> {
  const io = new MemoryIo();
  assert.equal(await runCommand(["token", ...args], io), 0, io.stderrText);
  assert.equal(io.stderrText, "");
  assert.match(io.stdoutText, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  return io.stdoutText.trim();
}

function fileWith(t: TestContext, name: string, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "longwire-cli-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test("token: lets its user in, with info and expiry", async () => {
  const authenticator = authenticatorOf({ client: { token: { hmac_secret_key: secret } } });
  const issued = await token("--user", "42", "--secret", secret, "--expires", "1h", "--info", '{"name":"Ann"}');
  const outcome = await authenticator.authenticate(request, { token: issued });
  assert.ok(outcome.ok);
  assert.deepEqual([outcome.identity.user, outcome.info?.value], ["42", { name: "Ann" }]);
  assert.ok(Math.abs((outcome.expireAt ?? 0) - Date.now() / 1000 - 3600) < 60);
  const endless = await authenticator.authenticate(request, {
    token: await token("--user", "", "--secret", secret),
  });
  assert.ok(endless.ok);
  assert.deepEqual([endless.identity.user, endless.expireAt], ["", undefined]);
});

test("token --config: has what the hub of that configuration asks for", async (t) => {
  const config = {
    client: {
      token: { hmac_secret_key: secret, audience: "hub", issuer: "me", user_id_claim: "uid" },
      subscription_token: { enabled: true, hmac_secret_key: "another secret", audience: "subs" },
    },
  };
  const path = fileWith(t, "hub.json", JSON.stringify(config));
  const authenticator = authenticatorOf(config);
  const outcome = await authenticator.authenticate(request, { token: await token("--user", "7", "--config", path) });
  assert.ok(outcome.ok);
  assert.equal(outcome.identity.user, "7");
  const subscription = await token("--user", "7", "--config", path, "--channel", "room:1");
  const grant = await authenticator.subscription({ ...outcome.identity, client: "c" }, "room:1", subscription);
  // Its user is in `sub`: the section for subscription tokens names no other claim.
  assert.equal(grant.ok, true);
});

test("token --config: reads a module too", async (t) => {
  const path = fileWith(
    t,
    "hub.config.ts",
    `const key: string = "${secret}";\nexport default { client: { token: { hmac_secret_key: key } }, channels: { "room:{id}": {} } };\n`,
  );
  const authenticator = authenticatorOf({ client: { token: { hmac_secret_key: secret } } });
  const outcome = await authenticator.authenticate(request, { token: await token("--user", "7", "--config", path) });
  assert.equal(outcome.ok, true);
});

const unusable: readonly (readonly [name: string, content: string, message: RegExp])[] = [
  ["a.json", "{", /a\.json: it is no JSON/],
  ["b.json", '{"client": {"token": {"hmac_secret_key": "CANARY" "x"}}}', /b\.json: it is no JSON: line 1 column \d+\n/],
  ["c.json", "{}", /c\.json has no client\.token\.hmac_secret_key/],
  [
    "d.json",
    '{"clint": {}, "log": {"level": 7}}',
    /d\.json: log\.level: must be text, not a number\n {2}clint: there is no such option; did you mean "client"\?\n$/,
  ],
  ["e.ts", "export const config = {};", /e\.ts: it has no default export/],
  ["f.mts", "throw new Error('broken');", /f\.mts: broken/],
];
for (const [name, content, message] of unusable) {
  test(`token --config: ${name} with ${content.slice(0, 40)} is told, with exit code 1`, async (t) => {
    const io = new MemoryIo();
    assert.equal(await runCommand(["token", "--user", "1", "--config", fileWith(t, name, content)], io), 1);
    assert.match(io.stderrText, message);
    assert.deepEqual([io.stdoutText, io.stderrText.includes("CANARY")], ["", false]);
  });
}

test("token --config: a file that is not there is told, with exit code 1", async () => {
  for (const path of ["/nowhere.json", "/nowhere.ts"]) {
    const io = new MemoryIo();
    assert.equal(await runCommand(["token", "--user", "1", "--config", path], io), 1);
    assert.match(io.stderrText, /^longwire token: --config: ENOENT/);
  }
});
