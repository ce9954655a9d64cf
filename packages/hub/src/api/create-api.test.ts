/** The API as a back end meets it: every method, who may use it, and what is said of requests that make no sense. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { protobufCodec } from "@longwire/protocol";
import { createTestHub, type TestHubOptions, turns } from "@longwire/testkit";
import { MemoryBroker } from "../memory/memory-broker.ts";
import type { ApiResponse } from "./api-message.ts";
import { type ApiOptions, createApi } from "./create-api.ts";

const open = { subscribe: "allow", publish: "allow" } as const;
const channels = {
  plain: open,
  "room:{id}": { ...open, history: { maxEntries: 10 }, recovery: "stream", presence: true },
} as const;

function setUp(options: ApiOptions = {}, hubOptions: TestHubOptions = {}) {
  const test = createTestHub({ channels, ...hubOptions });
  const api = createApi(test.hub, { key: "k", nodeName: "n1", version: "1.2.3", ...options });
  const send = (method: string, path: string, body = "", headers: Record<string, string> = { "x-api-key": "k" }) =>
    api({ method, path, headers, body: Buffer.from(body) });
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const response = await send("POST", path, typeof body === "string" ? body : JSON.stringify(body));
    assert.equal(response.headers["content-type"], "application/json");
    return { ...(response.status === 200 ? {} : { status: response.status }), ...JSON.parse(response.body) };
  };
  return { ...test, send, post };
}

const codeOf = (reply: unknown): number | undefined => (reply as { error?: { code: number } }).error?.code;
const messageOf = (reply: unknown): string => (reply as { error?: { message: string } }).error?.message ?? "";
const none = { result: {} };

describe("the API publishes", () => {
  it("in a channel, and says where the publication stands in its log", async () => {
    const { post, connect } = setUp();
    const ann = await connect("ann");
    await ann.request({ subscribe: { channel: "room:1" } });
    assert.deepEqual(await post("/api/publish", { channel: "plain", data: 1 }), none);
    const first = (await post("/api/publish", { channel: "room:1", data: { a: 1 }, tags: { x: "y" }, key: "q" })) as {
      result: { offset: number; epoch: string };
    };
    assert.equal(first.result.offset, 1);
    assert.notEqual(first.result.epoch, "");
    await turns();
    const [publication] = ann.publications("room:1");
    assert.deepEqual(
      [publication?.data?.value, publication?.offset, [...(publication?.tags ?? [])], publication?.key],
      [{ a: 1 }, 1, [["x", "y"]], "q"],
    );
  });

  it("JSON as it was written, null, and bytes", async () => {
    const { post, connect } = setUp();
    const ann = await connect("ann", {}, protobufCodec);
    await ann.request({ subscribe: { channel: "plain" } });
    await post("/api/publish", '{"channel":"plain","data":{"n":12345678901234567890.10,\n"b":[]}}');
    await post("/api/publish", { channel: "plain", data: null });
    await post("/api/publish", { channel: "plain", b64data: "/wAB" });
    await post("/api/publish", { channel: "plain", data: null, b64data: "/wAB" });
    await turns();
    const [number, nothing, ...bytes] = ann.publications("plain").map(({ data }) => data);
    assert.equal(number?.json, '{"n":12345678901234567890.10, "b":[]}');
    assert.equal(nothing?.json, "null");
    for (const each of bytes) assert.deepEqual([...(each?.bytes ?? [])], [255, 0, 1]);
    assert.equal(bytes.length, 2);
  });

  it("once for an idempotency key, and not in the log where it is told so", async () => {
    const { post } = setUp();
    const request = { channel: "room:1", data: 1, idempotency_key: "i" };
    const first = await post("/api/publish", request);
    assert.deepEqual(await post("/api/publish", request), first);
    assert.equal(codeOf(await post("/api/publish", { ...request, data: 2 })), 107);
    await post("/api/publish", { channel: "room:1", data: 2, skip_history: true });
    assert.equal(
      ((await post("/api/history", { channel: "room:1" })) as { result: { offset: number } }).result.offset,
      1,
    );
  });

  it("the same in many channels, with a result or an error for each", async () => {
    const { post } = setUp();
    const reply = await post("/api/broadcast", { channels: ["plain", "nowhere", "room:1"], data: 1 });
    const { responses } = (
      reply as { result: { responses: { result?: { offset?: number }; error?: { code: number } }[] } }
    ).result;
    assert.deepEqual(
      responses.map(({ result, error }) => error?.code ?? result?.offset ?? 0),
      [0, 102, 1],
    );
  });
});

describe("the API governs connections", () => {
  it("subscribes and unsubscribes a user's connections", async () => {
    const { post, connect } = setUp();
    const ann = await connect("ann");
    const bob = await connect("bob");
    assert.deepEqual(await post("/api/subscribe", { user: "ann", channel: "plain", data: { hi: 1 } }), none);
    await turns();
    assert.deepEqual(
      ann.pushes.map(({ channel, subscribe }) => [channel, subscribe?.data?.value]),
      [["plain", { hi: 1 }]],
    );
    assert.deepEqual(await post("/api/channels", {}), { result: { channels: { plain: { num_clients: 1 } } } });
    assert.deepEqual(await post("/api/channels", { pattern: "room:*" }), { result: { channels: {} } });
    assert.deepEqual(await post("/api/unsubscribe", { user: "ann", channel: "plain" }), none);
    await turns();
    assert.equal(ann.pushes.at(-1)?.unsubscribe?.code, 2000);
    assert.deepEqual(bob.pushes, []);
  });

  it("gives a server-side subscription what was missed since a position", async () => {
    const { post, connect } = setUp();
    const ann = await connect("ann");
    const { result } = (await post("/api/publish", { channel: "room:1", data: 1 })) as { result: { epoch: string } };
    await post("/api/publish", { channel: "room:1", data: 2 });
    const since = { offset: 1, epoch: result.epoch };
    assert.deepEqual(await post("/api/subscribe", { user: "ann", channel: "room:1", recover_since: since }), none);
    await turns();
    assert.deepEqual(
      ann.publications("room:1").map(({ data }) => data?.value),
      [2],
    );
  });

  it("ends connections with the code it is given, but for those that are to stay", async () => {
    const { post, connect } = setUp();
    const [one, two] = [await connect("ann"), await connect("ann")];
    const stays = two.connected.connect?.client;
    const disconnect = { code: 4001, reason: "moved" };
    assert.deepEqual(await post("/api/disconnect", { user: "ann", whitelist: [stays], disconnect }), none);
    await turns();
    assert.deepEqual([one.ended, two.ended], [{ code: 4001, reason: "moved" }, undefined]);
    assert.deepEqual(await post("/api/disconnect", { user: "ann", client: "" }), none);
    await turns();
    assert.equal(two.ended?.code, 3503);
  });

  it("changes when a connection expires, and ends one that has", async () => {
    const { post, connect, unixTime } = setUp();
    const ann = await connect("ann");
    assert.deepEqual(await post("/api/refresh", { user: "ann", expire_at: Math.ceil(unixTime()) + 60 }), none);
    await turns();
    assert.equal(ann.pushes.at(-1)?.refresh?.expires, true);
    assert.deepEqual(await post("/api/refresh", { user: "ann", expired: true }), none);
    await turns();
    assert.equal(ann.ended?.code, 3005);
  });
});

describe("the API tells", () => {
  it("who is in a channel, and how many", async () => {
    const { post, connect } = setUp();
    const ann = await connect("ann");
    await ann.request({ subscribe: { channel: "room:1" } });
    const { client = "" } = ann.connected.connect ?? {};
    assert.deepEqual(await post("/api/presence", { channel: "room:1" }), {
      result: { presence: { [client]: { user: "ann", client } } },
    });
    assert.deepEqual(await post("/api/presence_stats", { channel: "room:1" }), {
      result: { num_clients: 1, num_users: 1 },
    });
    assert.equal(codeOf(await post("/api/presence", { channel: "plain" })), 108);
    assert.equal(codeOf(await post("/api/presence_stats", { channel: "nowhere" })), 102);
  });

  it("what was published, page by page and both ways, until it is removed", async () => {
    const { post, hub } = setUp();
    for (const n of [1, 2, 3]) await post("/api/publish", { channel: "room:1", data: n, tags: { n: `${n}` } });
    await hub.publish("room:1", "by the program");
    const { position } = await hub.history("room:1");
    const page = async (more: object) => {
      const reply = await post("/api/history", { channel: "room:1", ...more });
      const { result } = reply as { result: { publications: { data: unknown }[]; offset: number; epoch: string } };
      assert.deepEqual([result.offset, result.epoch], [4, position.epoch]);
      return result.publications.map(({ data }) => data);
    };
    assert.deepEqual(await page({}), []);
    assert.deepEqual(await page({ limit: 2 }), [1, 2]);
    assert.deepEqual(await page({ limit: 2, since: { offset: 2, epoch: position.epoch } }), [3, "by the program"]);
    assert.deepEqual(await page({ limit: 1, reverse: true }), ["by the program"]);
    assert.equal((await page({ limit: -1 })).length, 4);
    const elsewhere = { channel: "room:1", limit: 1, since: { offset: 1, epoch: "other" } };
    assert.equal(codeOf(await post("/api/history", elsewhere)), 112);
    assert.deepEqual(await post("/api/history_remove", { channel: "room:1" }), none);
    assert.deepEqual(await page({ limit: -1 }), []);
    assert.equal(codeOf(await post("/api/history", { channel: "plain" })), 108);
    assert.equal(codeOf(await post("/api/history_remove", { channel: "plain" })), 108);
  });

  it("bytes that are no JSON in Base64", async () => {
    const { post } = setUp();
    await post("/api/publish", { channel: "room:1", b64data: "/wAB" });
    const reply = await post("/api/history", { channel: "room:1", limit: 1 });
    const [publication] = (reply as { result: { publications: { data?: unknown; b64data?: string }[] } }).result
      .publications;
    assert.deepEqual([publication?.data, publication?.b64data], [undefined, "/wAB"]);
  });

  it("how the server is", async () => {
    const { post, connect } = setUp();
    await connect("ann");
    const ann = await connect("ann");
    await ann.request({ subscribe: { channel: "plain" } });
    const { nodes } = ((await post("/api/info", "")) as { result: { nodes: Record<string, unknown>[] } }).result;
    const [{ uid, ...node } = {}] = nodes;
    assert.equal(typeof uid, "string");
    assert.deepEqual(node, {
      ...{ name: "n1", version: "1.2.3", uptime: 0 },
      ...{ num_clients: 2, num_users: 1, num_channels: 1, num_subs: 1 },
    });
  });
});

describe("a batch", () => {
  for (const parallel of [false, true]) {
    it(`has a reply for each command, in their order${parallel ? ", also when they run at once" : ""}`, async () => {
      const { post } = setUp();
      const commands = [
        { publish: { channel: "plain", data: 1 }, broadcast: null },
        { publish: { channel: "nowhere", data: 1 } },
        { presence_stats: { channel: "room:1" } },
      ];
      const { replies } = (await post("/api/batch", { commands, parallel })) as { replies: unknown[] };
      assert.deepEqual(
        [replies[0], codeOf(replies[1]), replies[2]],
        [{ publish: {} }, 102, { presence_stats: { num_clients: 0, num_users: 0 } }],
      );
    });
  }

  it("that makes no sense does nothing", async () => {
    const { post, hub } = setUp();
    const good = { publish: { channel: "room:1", data: 1 } };
    for (const [wrong, message] of [
      [{}, /commands is missing/],
      [{ commands: {} }, /commands must be a list/],
      [{ commands: [good, {}] }, /commands\[1\] must have one member/],
      [{ commands: [good, { publish: {}, info: {} }] }, /commands\[1\] must have one member/],
      [{ commands: [good, { batch: { commands: [] } }] }, /there is no method "batch"/],
      [{ commands: [good, { publish: 1 }] }, /commands\[1\]\.publish must be a JSON object/],
      [{ commands: Array.from({ length: 1001 }, () => good) }, /more than 1000/],
    ] as const) {
      const reply = await post("/api/batch", wrong);
      assert.deepEqual([(reply as { status?: number }).status, codeOf(reply)], [400, 107]);
      assert.match(messageOf(reply), message);
    }
    assert.equal((await hub.history("room:1")).position.offset, 0);
  });
});

describe("the older form of the API, with the method in the body", () => {
  it("answers one command, or several, one line each", async () => {
    const { send } = setUp();
    const stats = '{"method":"presence_stats","params":{"channel":"room:1"}}';
    const one = await send("POST", "/api", stats, { authorization: "apikey k" });
    assert.deepEqual(JSON.parse(one.body), { result: { num_clients: 0, num_users: 0 } });
    const many = await send("POST", "/api/", `${stats}\n{"method":"nothing"}\n{"method":"channels"}\n{"method":1}\n`);
    const replies = many.body.split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(replies.map(codeOf), [undefined, 104, undefined, 107]);
    const bad = await send("POST", "/api", `${stats}\n{`);
    assert.equal(bad.status, 400);
  });
});

describe("a request that makes no sense is answered with error 107 and what is wrong with it", () => {
  const rows: readonly (readonly [path: string, body: unknown, message: RegExp])[] = [
    ["publish", { data: 1 }, /channel is missing/],
    ["publish", { channel: "plain" }, /data is missing/],
    ["publish", { channel: "", data: 1 }, /channel is empty/],
    ["publish", { channel: 1, data: 1 }, /channel must be text/],
    ["publish", { channel: "\ud800", data: 1 }, /channel is not well-formed Unicode/],
    ["publish", { chanel: "plain", data: 1 }, /there is no parameter "chanel"; did you mean "channel"\?/],
    ["publish", { channel: "plain", data: 1, b64data: "AA==" }, /one of data and b64data/],
    ["publish", { channel: "plain", b64data: "A" }, /b64data must be Base64/],
    ["publish", { channel: "plain", b64data: "AA-_" }, /b64data must be Base64/],
    ["publish", { channel: "plain", data: 1, skip_history: 1 }, /skip_history must be true or false/],
    ["publish", { channel: "plain", data: 1, tags: { a: 1 } }, /tags\.a must be text/],
    ["publish", { channel: "plain", data: 1, tags: [] }, /tags must be a JSON object/],
    ["publish", { channel: "plain", data: 1, version: 3 }, /version is not offered/],
    ["publish", { channel: "plain", data: 1, idempotency_key: "i".repeat(129) }, /idempotency key is too long/],
    ["publish", `{"channel":"plain","data":${"[".repeat(140)}${"]".repeat(140)}}`, /data is nested too deeply/],
    ["broadcast", { channels: "plain", data: 1 }, /channels must be a list/],
    ["broadcast", { channels: ["plain", ""], data: 1 }, /channels\[1\] is empty/],
    ["broadcast", { channels: Array.from({ length: 10_001 }, () => "a"), data: 1 }, /more than 10000 items/],
    ["subscribe", { channel: "plain" }, /user is missing/],
    ["subscribe", { user: "ann", channel: "plain", expire_at: 12 }, /expire_at is not offered/],
    ["subscribe", { user: "ann", channel: "plain", recover_since: { offset: 1 } }, /recover_since\.epoch is missing/],
    ["unsubscribe", { user: "ann" }, /channel is missing/],
    ["disconnect", {}, /user is missing/],
    [
      "disconnect",
      { user: "ann", disconnect: { code: 2999 } },
      /disconnect\.code must be a whole number from 3000 to 4999/,
    ],
    ["disconnect", { user: "ann", disconnect: { code: 5000 } }, /disconnect\.code must be/],
    [
      "disconnect",
      { user: "ann", disconnect: { code: 4000, reason: "é".repeat(62) } },
      /reason is longer than 123 bytes/,
    ],
    ["refresh", { user: "ann", expire_at: -1 }, /expire_at must be a whole number of at least 0/],
    ["refresh", { user: "ann", expire_at: 1.5 }, /expire_at must be a whole number/],
    ["history", { channel: "room:1", limit: 10_001 }, /limit must be a whole number from -1 to 10000/],
    ["history", { channel: "room:1", since: 1 }, /since must be a JSON object/],
    ["info", { a: 1 }, /there is no parameter "a"/],
  ];
  for (const [path, body, message] of rows) {
    const shown = typeof body === "string" ? body : JSON.stringify(body);
    it(`${path} ${shown.slice(0, 80)}`, async () => {
      const { post, problems } = setUp();
      const reply = await post(`/api/${path}`, body);
      assert.equal(codeOf(reply), 107);
      assert.match(messageOf(reply), message);
      assert.deepEqual(problems, []);
    });
  }

  it("takes what is at the limits, and empty values of what is not offered", async () => {
    const { post } = setUp();
    const nothing = { version: 0, version_epoch: "", idempotency_key: "i".repeat(128), tags: {}, delta: false };
    assert.deepEqual(await post("/api/publish", { channel: "plain", data: 1, b64data: null, ...nothing }), none);
    const reason = "é".repeat(61);
    for (const code of [3000, 4999]) {
      assert.deepEqual(await post("/api/disconnect", { user: "ann", disconnect: { code, reason } }), none);
    }
    const empty = { info: {}, b64info: "", expire_at: 0, override: { presence: null } };
    assert.deepEqual(await post("/api/subscribe", { user: "", channel: "plain", data: null, ...empty }), none);
  });

  it("is answered with 400 when its body is no JSON object, and with 413 when it is too long", async () => {
    const { send } = setUp({ maxBodyBytes: 100 });
    for (const body of ["{", "[]", "1", '{"channel":"plain","data":01}', '{"channel":"plain",}', "{}{}"]) {
      assert.equal((await send("POST", "/api/publish", body)).status, 400, body);
    }
    const at = `{"channel":"plain","data":"${"x".repeat(71)}"}`;
    assert.equal(Buffer.byteLength(at), 100);
    assert.equal((await send("POST", "/api/publish", at)).status, 200);
    assert.equal((await send("POST", "/api/publish", `${at} `)).status, 413);
  });

  it("is answered with 400 when its body is not UTF-8", async () => {
    const { hub } = setUp();
    const api = createApi(hub, { isInsecure: true });
    const body = Buffer.from([...Buffer.from('{"channel":"plain","data":"'), 0xff, ...Buffer.from('"}')]);
    assert.equal((await api({ method: "POST", path: "/api/publish", headers: {}, body })).status, 400);
  });

  it("is answered with 404 and 405 where there is nothing, or nothing of that kind", async () => {
    const { send } = setUp();
    const statusOf = async (method: string, path: string): Promise<number> => (await send(method, path, "{}")).status;
    assert.equal(await statusOf("POST", "/api/publsh"), 404);
    assert.equal(await statusOf("GET", "/"), 404);
    assert.equal(await statusOf("POST", "/apis"), 404);
    assert.equal(await statusOf("GET", "/api/info"), 405);
    assert.equal(await statusOf("POST", "/health"), 405);
    assert.equal((await send("GET", "/api/info")).headers.allow, "POST");
    assert.equal(await statusOf("POST", "/api/info?x=1"), 200);
  });
});

describe("the API is used", () => {
  const statusOf = (api: ReturnType<typeof createApi>, headers: Record<string, string>): Promise<number> =>
    api({ method: "POST", path: "/api/info", headers, body: Buffer.from("{}") }).then(({ status }) => status);

  it("with its key, in one of two headers", async () => {
    const api = createApi(setUp().hub, { key: "right key" });
    assert.equal(await statusOf(api, { "x-api-key": "right key" }), 200);
    assert.equal(await statusOf(api, { authorization: "apikey right key" }), 200);
    for (const wrong of ["", "right", "right key ", "Right key", "wrong key"]) {
      assert.equal(await statusOf(api, { "x-api-key": wrong }), 401, wrong);
      assert.equal(await statusOf(api, { authorization: `apikey ${wrong}` }), 401, wrong);
    }
    assert.equal(await statusOf(api, {}), 401);
    assert.equal(await statusOf(api, { authorization: "Bearer right key" }), 401);
  });

  it("by nobody when there is no key, unless it is open", async () => {
    const { hub } = setUp();
    for (const options of [{}, { key: "" }])
      assert.equal(await statusOf(createApi(hub, options), { "x-api-key": "" }), 401);
    assert.equal(await statusOf(createApi(hub, { isInsecure: true }), {}), 200);
  });

  it("by no page of another site, when it is open", async () => {
    const api = createApi(setUp().hub, { isInsecure: true });
    const host = "localhost:8000";
    for (const [headers, status] of [
      [{ origin: "http://localhost:8000" }, 200],
      [{ "sec-fetch-site": "same-origin", origin: "http://localhost:8000" }, 200],
      [{ "sec-fetch-site": "none" }, 200],
      [{ "sec-fetch-mode": "cors", host: "hub.internal:8000" }, 200],
      [{ origin: "http://rebound.test:8000", host: "rebound.test:8000", "sec-fetch-site": "same-origin" }, 403],
      [{ origin: "https://evil.test" }, 403],
      [{ origin: "null" }, 403],
      [{ origin: "http://localhost:8000", "sec-fetch-site": "cross-site" }, 403],
      [{ "sec-fetch-site": "same-site" }, 403],
    ] as const) {
      assert.equal(await statusOf(api, { host, ...headers }), status, JSON.stringify(headers));
    }
  });

  it("and never tells a key or what failed inside", async () => {
    const problems: unknown[] = [];
    const broker = new (class extends MemoryBroker {
      override async control(): Promise<void> {
        throw new Error("the secret place");
      }
    })();
    const { send } = setUp({ key: "canary-key", report: (problem) => problems.push(problem) }, { broker });
    const answers: ApiResponse[] = [
      await send("POST", "/api/info", "{}", { "x-api-key": "canary-wrong" }),
      await send("POST", "/api/disconnect", '{"user":"ann"}', { "x-api-key": "canary-key" }),
      await send("GET", "/api/openapi.json"),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 200, 200],
    );
    assert.deepEqual(codeOf(JSON.parse(answers[1]?.body ?? "")), 100);
    assert.doesNotMatch(JSON.stringify(answers), /canary|secret place/);
    assert.equal(problems.length, 1);
  });
});

describe("the server is", () => {
  it("healthy when a message goes to the broker and comes back, within the deadline", async () => {
    const { send } = setUp();
    const ok = await send("GET", "/health", "", {});
    assert.deepEqual([ok.status, ok.body, ok.headers["cache-control"]], [200, "{}", "no-store"]);
    assert.equal((await send("HEAD", "/health", "", {})).status, 200);
    const failing = new (class extends MemoryBroker {
      override probe(): Promise<void> {
        return Promise.reject(new Error("down"));
      }
    })();
    assert.equal((await setUp({}, { broker: failing }).send("GET", "/health", "", {})).status, 503);
    const silent = new (class extends MemoryBroker {
      override probe(): Promise<void> {
        return new Promise(() => undefined);
      }
    })();
    const clock = {
      now: () => 0,
      wallTime: () => 0,
      setTimer: (delayMs: number, task: () => void) => {
        if (delayMs === 300) queueMicrotask(task);
        return () => undefined;
      },
    };
    const late = await setUp({ clock, healthDeadlineMs: 300 }, { broker: silent }).send("GET", "/health", "", {});
    assert.equal(late.status, 503);
    assert.match(late.body, /within 300 ms/);
  });

  it("ready when it has started, until it drains", async () => {
    const { send, hub } = setUp();
    await turns();
    assert.equal((await send("GET", "/ready", "", {})).status, 200);
    const closed = hub.close();
    assert.equal((await send("GET", "/ready", "", {})).status, 503);
    await closed;
    assert.equal((await send("GET", "/health", "", {})).status, 503);
  });
});

describe("the OpenAPI document", () => {
  it("names every method with its parameters, and everything that it refers to", async () => {
    const { send } = setUp();
    const { status, body } = await send("GET", "/api/openapi.json", "", {});
    assert.equal(status, 200);
    const document = JSON.parse(body);
    assert.equal(document.openapi, "3.1.0");
    assert.deepEqual(Object.keys(document.paths), [
      ...[
        "publish",
        "broadcast",
        "subscribe",
        "unsubscribe",
        "disconnect",
        "refresh",
        "presence",
        "presence_stats",
      ].map((name) => `/api/${name}`),
      ...["/api/history", "/api/history_remove", "/api/channels", "/api/info", "/api/batch", "/health", "/ready"],
    ]);
    const { schema } = document.paths["/api/publish"].post.requestBody.content["application/json"];
    assert.deepEqual(schema.required, ["channel"]);
    assert.deepEqual(schema.properties.b64data.contentEncoding, "base64");
    const references = [...body.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    for (const name of references) assert.ok(document.components.schemas[name ?? ""], name);
  });
});
