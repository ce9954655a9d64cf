import assert from "node:assert/strict";
import { test } from "node:test";
import { clientLimits, serverLimits } from "./limits.ts";

test("the defaults are those of the documentation", () => {
  assert.deepEqual(serverLimits, {
    maxHeadBytes: 16_384,
    maxHeaderCount: 100,
    maxTargetBytes: 8192,
    handshakeTimeoutMs: 10_000,
    maxPendingHandshakes: 1000,
    maxEarlyBytes: 65_536,
    maxConnections: Number.POSITIVE_INFINITY,
    maxMessageBytes: 1_048_576,
    maxFrameBytes: 1_048_576,
    maxFragments: Number.POSITIVE_INFINITY,
    messageTimeoutMs: 30_000,
    closeTimeoutMs: 5000,
    lingerTimeoutMs: 2000,
    maxDiscardedBytes: 65_536,
    pingIntervalMs: 25_000,
    pongTimeoutMs: 10_000,
    maxBufferedBytes: 1_048_576,
    stallTimeoutMs: 10_000,
  });
  const changed = { maxMessageBytes: 16_777_216, maxFrameBytes: 16_777_216, messageTimeoutMs: 0 };
  assert.deepEqual(clientLimits, { ...serverLimits, ...changed, maxBufferedBytes: 16_777_216 });
});

test("defaults cannot be changed for everybody by accident", () => {
  assert.equal(Object.isFrozen(serverLimits) && Object.isFrozen(clientLimits), true);
});
