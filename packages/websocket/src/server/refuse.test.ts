import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { refuse, UpgradeRefusal } from "./refuse.ts";

describe("refuse", () => {
  it("makes a refusal that is recognised, with status, text and headers", () => {
    const refusal = refuse(401, "log in first", [["WWW-Authenticate", "Basic"]]);
    assert.ok(refusal instanceof UpgradeRefusal);
    assert.deepEqual(
      { ...refusal },
      { status: 401, message: "log in first", headers: [["WWW-Authenticate", "Basic"]] },
    );
    assert.deepEqual(refuse(300, "x").headers, []);
    assert.equal(refuse(599, "x").status, 599);
  });

  it("takes no status that a proxy could read as success (RFC 6455 §4.2.2)", () => {
    for (const status of [0, 100, 101, 200, 299, 600, 401.5, Number.NaN]) {
      assert.throws(() => refuse(status, "x"), { code: "ERR_INVALID_ARGUMENT" }, String(status));
    }
  });
});
