/** The command: files, their form, exit codes and what is printed. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { runCommand } from "../../run-command.ts";
import { MemoryIo } from "../../testing/memory-io.ts";

const right: Readonly<Record<string, string>> = {
  "main.jsonl": [
    '{"type":"channel","channel":"c","durability":"fsync","maxEntries":10,"maxRecovered":10}',
    '{"type":"fault","t":3,"fault":"kill"}',
    '{"type":"entry","channel":"c","epoch":"A","offset":1,"id":"a"}',
    '{"type":"top","channel":"c","epoch":"A","offset":1}',
  ].join("\n"),
  "publisher.jsonl": [
    '{"type":"publish","t":1,"id":"a","channel":"c","publisher":"p"}',
    '{"type":"ack","t":2,"id":"a","epoch":"A","offset":1}',
    "",
  ].join("\n"),
  "clients.jsonl": [
    '{"type":"subscribed","t":0,"client":"k","channel":"c","epoch":"A","offset":0,"wasRecovering":false,"recovered":false}',
    '{"type":"delivered","t":2,"client":"k","channel":"c","offset":1,"id":"a"}',
    "",
  ].join("\n"),
};

async function check(t: TestContext, files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const directory = mkdtempSync(join(tmpdir(), "longwire-check-"));
  t.after(() => rmSync(directory, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  const io = new MemoryIo();
  const code = await runCommand(["bench", "check", directory, ...args], io);
  await new Promise((resolve) => setImmediate(resolve)); // what was written is read
  return { code, stdout: io.stdoutText, stderr: io.stderrText };
}

test("a right history: the verdict in the last line, exit code 0", async (t) => {
  const { code, stdout } = await check(t, { ...right, "notes.txt": "not read" });
  assert.equal(code, 0);
  assert.match(stdout, /^faults: kill 1$/m);
  assert.match(
    stdout,
    /^lost 0, duplicated 0, reordered 0, falsely unrecovered 0, falsely recovered 0, phantoms 0, rewritten 0\n$/m,
  );
});

test("a wrong one: examples first, exit code 1", async (t) => {
  const twice = `${right["clients.jsonl"]}{"type":"delivered","t":4,"client":"k","channel":"c","offset":1,"id":"a"}\n`;
  const { code, stdout } = await check(t, { ...right, "clients.jsonl": twice });
  assert.equal(code, 1);
  assert.match(stdout, /^duplicated: k in c was handed 1 again\n/);
  assert.match(stdout, /^lost 0, duplicated 1,/m);
});

test("--json: one line", async (t) => {
  const { stdout } = await check(t, right, "--json");
  const { found, isRight, acked } = JSON.parse(stdout);
  assert.deepEqual([found.lost, isRight, acked], [0, true, 1]);
});

test("a last line that is cut off is not read; one in the middle is an error with its place", async (t) => {
  const cut = { ...right, "clients.jsonl": `${right["clients.jsonl"]}{"type":"deliv` };
  assert.equal((await check(t, cut)).code, 0);
  const torn = await check(t, { ...right, "clients.jsonl": `{"type":"deliv\n${right["clients.jsonl"]}` });
  assert.equal(torn.code, 1);
  assert.match(torn.stderr, /clients\.jsonl:1: /);
});

const wrong: readonly (readonly [title: string, line: string, message: RegExp])[] = [
  ["of no type", '{"type":"other"}', /"other" is no type/],
  ["without a member", '{"type":"fault","t":1}', /fault of "fault" is not a string/],
  ["with a member of another kind", '{"type":"refused","t":"1","id":"a"}', /t of "refused" is not a number/],
  ["that is no object", "7", /it is no object/],
  ["of an unknown level", '{"type":"channel","channel":"c","durability":"best"}', /durability of "channel"/],
];

for (const [title, line, message] of wrong) {
  test(`a line ${title} is refused with its place`, async (t) => {
    const { code, stderr } = await check(t, { ...right, "x.jsonl": `${line}\n` });
    assert.equal(code, 1);
    assert.match(stderr, /x\.jsonl:1: /);
    assert.match(stderr, message);
  });
}

test("nothing to judge is no good verdict", async (t) => {
  assert.match((await check(t, { "main.jsonl": right["main.jsonl"] ?? "" })).stderr, /nothing to judge/);
  assert.match((await check(t, {})).stderr, /no file of a history/);
  const io = new MemoryIo();
  assert.equal(await runCommand(["bench", "check", join(tmpdir(), "no-such-directory")], io), 1);
  assert.match(io.stderrText, /there is no such directory/);
});
