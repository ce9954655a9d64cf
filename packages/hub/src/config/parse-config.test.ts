import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConfigError } from "./config-error.ts";
import { type HubConfig, type ParseOptions, parseConfig } from "./parse-config.ts";

/** What is wrong with a configuration. */
function problemsOf(config: unknown, options?: ParseOptions): readonly string[] {
  try {
    parseConfig(config, options);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}

describe("a configuration", () => {
  it("may be empty", () => {
    const config = parseConfig({});
    assert.deepEqual(config.warnings, []);
    assert.deepEqual([config.limits, config.times, config.channels], [{}, {}, {}]);
    assert.equal(config.origins, "same-origin");
    assert.deepEqual(config.api, { isEnabled: true, key: undefined, isInsecure: false });
    assert.deepEqual([config.authentication.token, config.authentication.allowAnonymous], [undefined, false]);
    assert.equal(config.server.path, "/connection/websocket");
  });

  it("sets limits, times and places", () => {
    const config = parseConfig({
      http_server: { address: "127.0.0.1", port: 8001 },
      websocket: { message_size_limit: 100_000, handler_prefix: "/ws" },
      shutdown: { timeout: "30s" },
      log: { level: "debug" },
      http_api: { key: "k" },
      client: {
        concurrency: 8,
        channel_limit: 10,
        queue_max_size: 65_536,
        user_connection_limit: 3,
        stale_close_delay: "5s",
        expired_close_delay: "1m",
        ping_interval: "20s",
        pong_timeout: "1500ms",
        channel_position_check_delay: "40s",
        presence_update_interval: "27s",
        history_max_publication_limit: 50,
        recovery_max_publication_limit: 60,
      },
    });
    assert.deepEqual(config.limits, {
      maxFrameBytes: 100_000,
      connectTimeoutMs: 5000,
      maxChannels: 10,
      maxConnectionsPerUser: 3,
      maxRecoveredEntries: 60,
      maxHistoryEntries: 50,
      maxQueuedBytes: 65_536,
    });
    assert.deepEqual(config.times, {
      pingIntervalMs: 20_000,
      pongTimeoutMs: 1500,
      expiryGraceMs: 60_000,
      positionCheckMs: 40_000,
      presenceRenewMs: 27_000,
    });
    assert.deepEqual(config.server, { host: "127.0.0.1", port: 8001, path: "/ws", drainMs: 30_000 });
    assert.deepEqual([config.logLevel, config.api.key, config.warnings], ["debug", "k", []]);
  });

  it("says how tokens are verified", () => {
    const secret = "a secret of thirty-two characters";
    const { authentication, warnings } = parseConfig({
      client: {
        token: {
          hmac_secret_key: secret,
          hmac_previous_secret_key: "old",
          hmac_previous_secret_key_valid_until: 2_000_000_000,
          jwks_public_endpoint: "https://keys.example/jwks",
          audience: "hub",
          issuer: "me",
          user_id_claim: "uid",
        },
        subscription_token: { enabled: true, hmac_secret_key: secret },
        disallow_anonymous_connection_tokens: true,
      },
    });
    assert.deepEqual(authentication.token, {
      hmacSecret: secret,
      hmacPreviousSecret: { secret: "old", validUntil: 2_000_000_000_000 },
      jwks: { url: "https://keys.example/jwks" },
      audience: "hub",
      issuer: "me",
      userClaim: "uid",
    });
    assert.equal(authentication.subscriptionToken?.hmacSecret, secret);
    assert.deepEqual([authentication.denyAnonymousTokens, authentication.ignoreExpiry, warnings], [true, false, []]);
  });

  it("of code may declare patterns and functions, which JSON may not", () => {
    const authenticate = (): undefined => undefined;
    const config = { channels: { "room:{id}": { subscribe: "allow" } }, authenticate, handlers: {} };
    const parsed = parseConfig(config, { isCode: true });
    assert.deepEqual([parsed.channels, parsed.authenticate, parsed.handlers], [config.channels, authenticate, {}]);
    assert.deepEqual(problemsOf(config), [
      'channels: there is no such option; did you mean "channel"?',
      "authenticate: there is no such option",
      "handlers: there is no such option",
    ]);
    assert.deepEqual(problemsOf({ channels: { a: { recovery: "stream" } } }, { isCode: true }), [
      'channels: channel "a": recovery needs history',
    ]);
  });

  it("warns of what has no effect or opens a door", () => {
    const warn = (config: unknown): HubConfig["warnings"] => parseConfig(config).warnings;
    assert.match(String(warn({ client: { insecure: true } })), /^client\.insecure: everybody/);
    assert.match(String(warn({ http_api: { insecure: true } })), /^http_api\.insecure: everybody/);
    assert.match(
      String(warn({ client: { token: { hmac_secret_key: "short" } } })),
      /hmac_secret_key: is shorter than 32/,
    );
    assert.match(String(warn({ sse: { enabled: true } })), /^sse: this transport is not offered/);
    assert.deepEqual(warn({ sse: { enabled: false }, map_broker: {}, proxies: [], admin: { enabled: false } }), []);
    assert.match(String(warn({ proxies: [{ name: "a" }] })), /^proxies: is not offered/);
    assert.match(String(warn({ log: { file: "x" } })), /^log\.file: is not offered/);
  });
});

describe("wrong configurations", () => {
  const namespace = (options: object): object => ({
    channel: { namespaces: [{ name: "one" }, { name: "two" }, { name: "ns", ...options }] },
  });
  const rows: readonly (readonly [unknown, readonly (string | RegExp)[]])[] = [
    [7, ["the configuration: must be an object, not a number"]],
    [[], ["the configuration: must be an object, not a list"]],
    [{ client: null }, []],
    [{ client: [] }, ["client: must be an object, not a list"]],
    [{ clint: {} }, ['clint: there is no such option; did you mean "client"?']],
    [{ client: { insecur: true } }, ['client.insecur: there is no such option; did you mean "insecure"?']],
    [{ client: { xyz: 1 } }, ["client.xyz: there is no such option"]],
    [{ client: { insecure: "yes" } }, ["client.insecure: must be true or false, not text"]],
    [{ client: { channel_limit: 1.5 } }, [/^client\.channel_limit: 1\.5 is no whole number from 1 to/]],
    [{ client: { channel_limit: "5" } }, ["client.channel_limit: must be a number, not text"]],
    [{ client: { allowed_origins: "*" } }, ["client.allowed_origins: must be a list, not text"]],
    [{ client: { allowed_origins: ["*", 7] } }, ["client.allowed_origins[1]: must be text, not a number"]],
    [{ client: { allowed_origins: ["example.com"] } }, [/^client\.allowed_origins\[0\]: is no origin such as/]],
    [{ client: { proxy: { connect: { enabled: true } } } }, [/^client\.proxy: proxies are not offered/]],
    [{ client: { proxy: { connect: { enabled: false } } } }, []],
    [{ client: { insecure_skip_token_signature_verify: true } }, [/signature_verify: is not offered$/]],
    [{ client: { subscription_token: { enabled: true } } }, ["client.subscription_token: is enabled and has no key"]],
    [
      { client: { token: { hmac_secret: "x" } } },
      [/^client\.token\.hmac_secret: there is no such option; did you mean "hmac_secret_key"/],
    ],
    [{ client: { token: { hmac_secret_key: 7 } } }, ["client.token.hmac_secret_key: must be text, not a number"]],
    [{ client: { token: { rsa_public_key: "x" } } }, ["client.token.rsa_public_key: is no public key in PEM"]],
    [{ client: { token: { jwks_public_endpoint: "http://a.example" } } }, [/must begin with https:$/]],
    [{ client: { token: { jwks_public_endpoint: "https://{{tenant}}.example" } } }, [/may have no variables$/]],
    [{ log: { level: "inof" } }, [/^log\.level: "inof" is none of "trace", .*; did you mean "info"\?$/]],
    [{ engine: { type: "redis" } }, ['engine.type: "redis" is not offered: only "memory" is']],
    [{ http_server: { port: 70_000 } }, [/^http_server\.port: 70000 is no whole number/]],
    [{ http_server: { tls: { enabled: true } } }, ["http_server.tls: is not offered: end TLS in a proxy"]],
    [{ consumers: [{ name: "a" }] }, ["consumers: is not offered: publish over the HTTP API"]],
    [
      namespace({ history_ttl: "5 apples", history_size: 1 }),
      ['channel.namespaces[2].history_ttl: "5 apples" is no duration: write it as "300s", "5m" or "24h"'],
    ],
    [
      namespace({ history_ttl: 300, history_size: 1 }),
      ['channel.namespaces[2].history_ttl: must be a duration such as "300s", not a number'],
    ],
    [namespace({ history_size: 10 }), ["channel.namespaces[2].history_size: needs history_ttl"]],
    [namespace({ history_ttl: "1m" }), ["channel.namespaces[2].history_ttl: needs history_size"]],
    [
      namespace({ history_size: 100_001, history_ttl: "1m" }),
      [/history_size: 100001 is no whole number from 0 to 100000$/],
    ],
    [namespace({ force_recovery: true }), ["channel.namespaces[2].force_recovery: needs history_size and history_ttl"]],
    [namespace({ force_positioning: true }), [/force_positioning: needs history_size and history_ttl$/]],
    [namespace({ allowed_delta_types: ["fossil", "zip"] }), [/allowed_delta_types\[1\]: must be "fossil"/]],
    [namespace({ force_recovery_mode: "cach" }), [/"cach" is none of "stream", "cache"; did you mean "cache"\?$/]],
    [namespace({ subscription_type: "mapp" }), [/did you mean "map"\?$/]],
    [namespace({ channel_regex: "^a$" }), [/channel_regex: is not offered/]],
    [namespace({ alow_publish_for_client: true }), [/did you mean "allow_publish_for_client"\?$/]],
    [namespace({ name: "one" }), ['channel.namespaces[2].name: "one" is the name of channel.namespaces[0] already']],
    [namespace({ name: "a:b" }), [/^channel\.namespaces\[2\]\.name: "a:b" is no name/]],
    [namespace({ name: "x" }), [/"x" is no name/]],
    [namespace({ name: "__proto__" }), [/"__proto__" is no name/]],
    [namespace({ name: "channel.without_namespace" }), [/is no name/]],
    [{ channel: { namespaces: [{}] } }, ["channel.namespaces[0].name: is missing"]],
    [
      { channel: { namespaces: [7] } },
      ["channel.namespaces[0]: must be an object, not a number", "channel.namespaces[0].name: is missing"],
    ],
    [
      { channel: { without_namespace: { presense: true } } },
      ['channel.without_namespace.presense: there is no such option; did you mean "presence"?'],
    ],
    // Everything that is wrong is told at once.
    [
      { client: { insecure: 1, x: 1 }, y: 1 },
      [
        "client.insecure: must be true or false, not a number",
        "client.x: there is no such option",
        "y: there is no such option",
      ],
    ],
  ];
  for (const [config, expected] of rows) {
    it(`${JSON.stringify(config).slice(0, 110)}`, () => {
      const problems = problemsOf(config);
      assert.equal(problems.length, expected.length, problems.join("\n"));
      for (const [i, wanted] of expected.entries()) {
        if (typeof wanted === "string") assert.equal(problems[i], wanted);
        else assert.match(problems[i] ?? "", wanted);
      }
    });
  }

  it("are told without their secrets", () => {
    const canary = "CANARY-SECRET";
    const token = {
      hmac_secret_key: [canary],
      rsa_public_key: canary,
      ecdsa_public_key: `-----BEGIN PRIVATE KEY-----${canary}`,
      ed25519_public_key: canary,
      hmac_previous_secret_key: `-----BEGIN PUBLIC KEY-----${canary}`,
      jwks_public_endpoint: `http://${canary}`,
    };
    const problems = problemsOf({ client: { token, subscription_token: token }, http_api: { key: { canary } } });
    assert.equal(problems.length, 13);
    assert.equal(problems.join().includes(canary), false);
  });
});
