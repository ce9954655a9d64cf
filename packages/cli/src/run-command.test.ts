import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runCommand } from "./run-command.ts";
import { MemoryIo } from "./testing/memory-io.ts";
import { runLongwire } from "./testing/spawn-longwire.ts";

test("--version prints the version of the package and nothing else", async (t) => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  const { code, stdout, stderr } = await runLongwire(t, ["--version"]);
  assert.deepEqual([code, stdout.toString(), stderr], [0, `${manifest.version}\n`, ""]);
});

for (const args of [["--help"], ["-h"], ["help"]]) {
  test(`longwire ${args.join(" ")} lists the commands on stdout`, async (t) => {
    const { code, stdout, stderr } = await runLongwire(t, args);
    assert.equal(code, 0);
    assert.equal(stderr, "");
    assert.match(stdout.toString(), /^Usage:$/m);
    assert.match(stdout.toString(), /^ {2}echo +\S/m);
    assert.match(stdout.toString(), /^ {2}connect +\S/m);
  });
}

const optionsOf = {
  echo: ["--port N", "--host H", "--max-payload BYTES", "--tls CERT,KEY", "--fanout"],
  connect: [
    "--frames",
    "--header",
    "--subprotocol P",
    "--origin O",
    "--ca FILE",
    "--insecure",
    "--binary",
    "--raw",
    "--wait MS",
    "--close-code CODE",
    "--max-payload BYTES",
  ],
  bench: [
    "--connections N",
    "--size BYTES",
    "--in-flight N",
    "--seconds S",
    "--rate",
    "--patience S",
    "--deflate",
    "--verify",
    "--hub PROTOCOL",
    "--channel NAME",
    "--slow-reader BYTES",
    "--at-once",
    "--ca FILE",
    "--insecure",
    "--json",
  ],
  token: ["--user ID", "--channel NAME", "--expires TIME", "--config FILE", "--secret SECRET", "--info JSON"],
} as const;

for (const [command, options] of Object.entries(optionsOf)) {
  test(`the help of ${command} is the same in both ways, names every option and has two examples`, async (t) => {
    const page = await runLongwire(t, ["help", command]);
    const same = await runLongwire(t, [command, "--help"]);
    assert.deepEqual([page.code, page.stderr], [0, ""]);
    assert.deepEqual(same, page);
    const text = page.stdout.toString();
    for (const option of options) assert.ok(text.includes(`\n  ${option}`), option);
    assert.ok(text.split("Examples:\n")[1]?.trimEnd().split("\n").length === 2);
    for (const line of text.split("\n")) assert.ok(line.length <= 100, line);
  });
}

const wrong: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [["frobnicate"], /^longwire: unknown command "frobnicate"\nTry: longwire --help\n$/],
  [["--frobnicate"], /^longwire: unknown option "--frobnicate"\n/],
  [["help", "frobnicate"], /unknown command "frobnicate"/],
  [["toString"], /unknown command "toString"/],
  [["echo"], /^longwire echo: --port is missing\nTry: longwire echo --help\n$/],
  [["echo", "--port", "65536"], /--port must be a whole number from 0 to 65535, not "65536"/],
  [["echo", "--port", "1e3"], /--port must be a whole number/],
  [["echo", "--port", "0", "extra"], /unexpected argument "extra"/],
  [["echo", "--port", "0", "--frobnicate"], /^longwire echo: unknown option '--frobnicate'\n/],
  [["echo", "--port", "0", "--max-payload", "-1"], /--max-payload/],
  [["echo", "--port", "0", "--tls", "cert.pem"], /--tls takes two files/],
  [["connect"], /^longwire connect: URL is missing\n/],
  [["connect", "127.0.0.1:9001"], /^longwire connect: .*(not a URL|scheme)/],
  [["connect", "ftp://127.0.0.1/"], /scheme "ftp:"/],
  [["connect", "ws://127.0.0.1/#x"], /no fragment/],
  [["connect", "ws://127.0.0.1/", "--header", "nonsense"], /--header takes "Name: value"/],
  [["connect", "ws://127.0.0.1/", "--header", "Upgrade: h2c"], /^longwire connect: /],
  [["connect", "ws://127.0.0.1/", "--close-code", "1006"], /--close-code must be 1000 or from 3000 to 4999/],
  [["connect", "ws://127.0.0.1/", "--wait", "soon"], /--wait must be a whole number/],
  [["token", "--secret", "s"], /^longwire token: --user is missing/],
  [["token", "--user", "1"], /give one of --config and --secret/],
  [["token", "--user", "1", "--secret", "s", "--config", "f"], /give one of --config and --secret/],
  [["token", "--user", "1", "--secret", ""], /--secret is empty/],
  [["token", "--user", "1", "--secret", "s", "--channel", ""], /--channel is empty/],
  [["token", "--user", "1", "--secret", "s", "--expires", "soon"], /--expires must be a duration such as 90s.*"soon"/],
  [["token", "--user", "1", "--secret", "s", "--expires", "0s"], /--expires must be a duration/],
  [["token", "--user", "1", "--secret", "s", "--info", "{"], /^longwire token: --info must be JSON\n/],
];

for (const [args, message] of wrong) {
  test(`longwire ${args.join(" ")} says what is wrong and ends with 2`, async () => {
    const io = new MemoryIo();
    assert.equal(await runCommand(args, io), 2);
    assert.match(io.stderrText, message);
    assert.equal(io.stdoutText, "");
  });
}

test("no command at all shows the help on stderr and ends with 2", async (t) => {
  const { code, stdout, stderr } = await runLongwire(t, []);
  assert.deepEqual([code, stdout.toString()], [2, ""]);
  assert.match(stderr, /^Usage:$/m);
});

test("a file that an option names and that is not there is told, with exit code 1", async (t) => {
  const ca = await runLongwire(t, ["connect", "wss://127.0.0.1/", "--ca", "/nowhere.pem"]);
  assert.deepEqual([ca.code, ca.stdout.length], [1, 0]);
  assert.match(ca.stderr, /^longwire connect: --ca: ENOENT.*\/nowhere\.pem/);
  const tls = await runLongwire(t, ["echo", "--port", "0", "--tls", "/nowhere.pem,/nowhere.pem"]);
  assert.equal(tls.code, 1);
  assert.match(tls.stderr, /^longwire echo: --tls: ENOENT/);
});
