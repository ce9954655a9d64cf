/**
 * A canary goes through every path on which a client or a back end may bring a secret: tokens, keys, cookies, headers,
 * queries, payloads, and what handlers make of them, in good order and not. It must come out nowhere but where it was
 * sent to: in no log at any level, no metric, no error and no HTTP answer.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { issueToken } from "@longwire/hub";
import { until } from "@longwire/testkit";
import { WebSocket } from "@longwire/websocket";
import { json, type ServedHere, serveHere } from "../testing/serve-here.ts";

const canary = "c4n4ry";
const secret = `${canary}-hmac-secret`;

/** Handlers that put what they were sent into what they throw. */
const config = {
  name: "hub.config.ts",
  content: `
    const thrown = (data) => { throw new Error("cannot handle " + JSON.stringify(data?.value)); };
    const badRule = ({ data }) => { throw new TypeError("rule: " + JSON.stringify(data?.value ?? "${canary}")); };
    export default {
      client: { token: { hmac_secret_key: ${JSON.stringify(secret)} } },
      http_api: { key: "${canary}-key" },
      prometheus: { enabled: true },
      authenticate: (request, { data }) => {
        if (data?.value?.throw) throw new Error(JSON.stringify([data.value, request.headers, request.url]));
        return data?.value?.user === undefined ? undefined : { user: data.value.user, meta: { key: "${canary}" } };
      },
      handlers: {
        connect: ({ data }) => (data?.value?.fail ? thrown(data) : {}),
        subscribe: ({ data }) => (data === undefined ? {} : thrown(data)),
        publish: async ({ data }) => JSON.parse(data.json + data.json),
        rpc: ({ method, data }) => (method === "echo" ? data : thrown(data)),
        send: ({ data }) => thrown(data),
        disconnect: () => { throw new Error("${canary}"); },
      },
      channels: {
        open: { subscribe: "allow", publish: "allow", history: {} },
        ruled: { subscribe: badRule, publish: badRule },
        closed: { subscribe: "token" },
      },
    };`,
};

/** Everything that a client was told but data that was sent to it. */
const told: string[] = [];

async function converse(endpoint: string, frames: readonly (string | Uint8Array)[], headers = {}): Promise<void> {
  const socket = new WebSocket(`${endpoint}?token=${canary}`, [], { headers });
  socket.on("message", (data) => told.push(String(data)));
  await once(socket, "open");
  const closed = once(socket, "close").then(([, reason]) => told.push(String(reason)));
  for (const frame of frames) socket.send(frame);
  // A ping after all of it: everything before has been answered.
  socket.send('{"id":99,"ping":{}}');
  await until(
    "the last command is answered, or the connection has ended",
    () => socket.readyState === 3 || told.some((text) => text.includes('"id":99')),
  );
  if (socket.readyState === 1) socket.close(4001, canary);
  await closed;
  told.push("-");
}

const frame = (...commands: readonly object[]): string => commands.map((command) => JSON.stringify(command)).join("\n");

async function askApi({ url }: ServedHere): Promise<void> {
  const right = { "x-api-key": `${canary}-key` };
  const requests: readonly (readonly [path: string, headers: Record<string, string>, body: string])[] = [
    ["/api/publish", { "x-api-key": `${canary}-wrong` }, "{}"],
    ["/api/publish", { authorization: `apikey ${canary}` }, "{}"],
    [`/api/publish?api_key=${canary}`, {}, "{}"],
    ["/api/publish", right, `{"channel":"open","data":${canary}`],
    ["/api/publish", right, `{"channel":"open","b64data":"${canary}!"}`],
    ["/api/publish", right, `{"channel":"open","data":"${canary}","tags":"${canary}"}`],
    ["/api/publish", right, `{"channel":"open","data":"${canary}","idempotency_key":"${canary.repeat(40)}"}`],
    ["/api/publish", right, `{"channel":"open","data":"${canary}"}`],
    ["/api/publish", right, `{"channel":"none","data":"${canary}"}`],
    ["/api/broadcast", right, `{"channels":["open","none"],"data":"${canary}"}`],
    ["/api/refresh", right, `{"user":"ann","expire_at":"${canary}"}`],
    ["/api/subscribe", right, `{"user":"ann","channel":"open","data":"${canary}","recover_since":"${canary}"}`],
    ["/api/batch", right, `{"commands":[{"publish":{"channel":"none","data":"${canary}"}},{"publish":"${canary}"}]}`],
    ["/api", right, `{"method":"publish","params":"${canary}"}`],
    ["/api/info", { ...right, cookie: canary }, "{}"],
  ];
  for (const [path, headers, body] of requests) {
    const response = await fetch(`${url}${path}`, { method: "POST", headers, body });
    told.push(JSON.stringify([...response.headers]), await response.text());
  }
  for (const path of ["/health", "/ready", "/metrics", "/api/openapi.json", "/nowhere"]) {
    const response = await fetch(`${url}${path}?token=${canary}`, { headers: { ...right, cookie: canary } });
    told.push(JSON.stringify([...response.headers]), await response.text());
  }
}

/** Bytes that are no good request. */
async function speakBadly({ url }: ServedHere): Promise<void> {
  const { port } = new URL(url);
  const head = "GET /connection/websocket HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n";
  const requests = [
    `${canary} ${canary}\r\n\r\n`,
    `${head}sec-websocket-key: ${canary}\r\nsec-websocket-version: 13\r\n\r\n`,
    `${head}sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 12\r\ncookie: ${canary}\r\n\r\n`,
    `${head}sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\norigin: https://${canary}.test\r\n\r\n`,
    `${head}sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\nsec-websocket-protocol: ${canary},,\r\n\r\n`,
  ];
  for (const request of requests) {
    const socket = connect(Number(port), "127.0.0.1");
    socket.on("data", (data) => told.push(String(data)));
    socket.on("error", () => undefined);
    socket.write(request);
    await once(socket, "close");
  }
}

async function tokens(): Promise<Readonly<Record<string, string>>> {
  const claims = { secret: canary };
  const issue = (content: object, key = secret, now = Date.now()): Promise<string> =>
    issueToken({ user: "ann", claims, ...content }, { secret: key }, now);
  return {
    good: await issue({}),
    other: await issue({ user: "bob" }),
    expired: await issue({ expiresInMs: 1000 }, secret, Date.now() - 3_600_000),
    forged: await issue({}, "another secret that is long enough to be one"),
    channel: await issue({ channel: "closed" }),
    nonsense: `${canary}.${canary}.${canary}`,
  };
}

test("a secret comes out nowhere", async (t) => {
  const served = await serveHere(t, config, ["--log-level", "trace"]);
  const { endpoint, io, url } = served;
  const { good, ...others } = await tokens();
  const headers = { cookie: `session=${canary}`, authorization: `Bearer ${canary}`, "x-secret": canary };
  const data = { value: canary };
  const connectGood = { id: 1, connect: { token: good } };
  // Tokens that are not accepted, for the connection, for its refresh and for a subscription.
  for (const token of Object.values(others)) {
    await converse(endpoint, [frame({ id: 1, connect: { token } })], headers);
    await converse(endpoint, [frame(connectGood, { id: 2, refresh: { token } })], headers);
    await converse(endpoint, [frame(connectGood, { id: 2, subscribe: { channel: "open", token } })], headers);
    await converse(endpoint, [frame(connectGood, { id: 2, sub_refresh: { channel: "open", token } })], headers);
  }
  // Functions of the application that fail with it.
  await converse(endpoint, [frame({ id: 1, connect: { data: { ...data, throw: true } } })], headers);
  await converse(endpoint, [frame({ id: 1, connect: { data: { ...data, user: "ann", fail: true } } })], headers);
  for (const command of [
    { subscribe: { channel: "open", data } },
    { subscribe: { channel: "ruled", data } },
    { publish: { channel: "open", data } },
    { publish: { channel: "ruled", data } },
    { publish: { channel: "none", data } },
    { publish: { channel: "open", data, idempotency_key: canary.repeat(40) } },
    { rpc: { method: "fail", data } },
  ]) {
    await converse(endpoint, [frame(connectGood, { id: 2, ...command }, { send: { data } })], headers);
  }
  // What is no command.
  for (const bad of [
    `{${canary}`,
    `"${canary}"`,
    frame({ id: 1, publish: { data } }),
    frame({ id: 0, connect: { data } }),
    canary.repeat(40_000),
  ]) {
    await converse(endpoint, [bad], headers);
    await converse(endpoint, [frame(connectGood), bad], headers);
  }
  await converse(endpoint, [Buffer.from(canary)], headers);
  await speakBadly(served);
  await askApi(served);
  told.push(await (await fetch(`${url}/metrics`)).text());
  io.stop("SIGTERM");
  await served.ended;

  const log = io.stderrText;
  // It would prove nothing if nothing were logged.
  for (const word of [
    "token-expired",
    "token-signature",
    "token-malformed",
    "token-other-user",
    "wrong-key",
    "handler",
    "rule subscribe",
    "authenticate failed",
    "rpc failed",
    "send failed",
    "upgrade-refused",
    '"code":3501',
    '"code":4001',
  ]) {
    assert.ok(log.includes(word), `the log does not tell of ${word}`);
  }
  for (const line of log.trimEnd().split("\n")) {
    assert.equal(typeof JSON.parse(line).level, "string");
    assert.ok(!line.includes(canary), `the log: ${line}`);
  }
  assert.ok(!io.stdoutText.includes(canary));
  for (const text of told) assert.ok(!text.includes(canary), `a client is told: ${text}`);
});

test("a configuration that cannot be used is told without the secrets in it", async (t) => {
  const { io } = await serveHere(
    t,
    json({ client: { token: { hmac_secret_key: secret } }, http_api: { key: canary }, sse: { key: canary } }),
  );
  assert.match(io.stderrText, /sse/);
  assert.ok(!io.stderrText.includes(canary));
});
