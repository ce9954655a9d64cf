import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clientLimits, type Limits, serverLimits } from "@longwire/wire";
import { resolveLimits } from "./limits-option.ts";

describe("limits option", () => {
  it("is the defaults of the role when nothing is given", () => {
    assert.equal(resolveLimits(undefined, serverLimits), serverLimits);
    assert.deepEqual(resolveLimits({}, clientLimits), clientLimits);
  });

  it("puts what is given over the defaults and leaves those alone", () => {
    const limits = resolveLimits({ pingIntervalMs: 0, maxConnections: 2 }, serverLimits);
    assert.deepEqual(limits, { ...serverLimits, pingIntervalMs: 0, maxConnections: 2 });
    assert.ok(Object.isFrozen(limits));
    assert.notEqual(serverLimits.pingIntervalMs, 0);
  });

  it("lets the frame limit follow the message limit unless it is given", () => {
    assert.equal(resolveLimits({ maxMessageBytes: 10 }, serverLimits).maxFrameBytes, 10);
    assert.equal(resolveLimits({ maxMessageBytes: 10, maxFrameBytes: 5 }, serverLimits).maxFrameBytes, 5);
    assert.equal(resolveLimits({ maxFrameBytes: 5 }, serverLimits).maxMessageBytes, serverLimits.maxMessageBytes);
  });

  it("refuses unknown names and what is no number of at least 0, with the name in the message", () => {
    const bad: [Record<string, unknown>, RegExp][] = [
      [{ maxPayload: 1 }, /limits\.maxPayload is not a limit/],
      [{ constructor: 1 }, /limits\.constructor/],
      [{ maxMessageBytes: -1 }, /limits\.maxMessageBytes must be a number of at least 0, not -1/],
      [{ maxMessageBytes: Number.NaN }, /NaN/],
      [{ maxMessageBytes: "1024" }, /1024/],
      [{ maxMessageBytes: null }, /null/],
      [{ maxMessageBytes: undefined }, /undefined/],
      [{ pingIntervalMs: 1n }, /pingIntervalMs/],
    ];
    for (const [given, message] of bad) {
      assert.throws(() => resolveLimits(given as Partial<Limits>, serverLimits), {
        code: "ERR_INVALID_ARGUMENT",
        message,
      });
    }
  });
});
