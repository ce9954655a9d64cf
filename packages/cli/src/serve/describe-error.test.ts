import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { describeError } from "./describe-error.ts";

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return assert.fail("it did not throw");
}

test("an error is told by its kind and place, and not by its message", () => {
  for (const error of [
    thrownBy(() => JSON.parse('{"token":"canary"')),
    new RangeError("canary\n    at canary (/canary.ts:1:1)"),
    new TypeError("canary canary"),
    Object.assign(new Error("x"), { code: "canary word" }),
  ]) {
    const described = describeError(error);
    assert.equal(described.name, (error as Error).constructor.name);
    assert.doesNotMatch(JSON.stringify(described), /canary/);
    assert.match(described.at?.join("\n") ?? "", /describe-error\.test\.ts:\d+:\d+/);
  }
});

test("an error whose message was changed, and what is no error, are told by their kind alone", () => {
  const error = new Error("canary");
  // A stack is written when it is first looked at.
  assert.match(error.stack ?? "", /canary/);
  error.message = "another";
  assert.deepEqual(describeError(error), { name: "Error" });
  assert.deepEqual(describeError("canary"), { name: "string" });
  assert.deepEqual(describeError(undefined), { name: "undefined" });
});

test("an error of a system call is told with its message and code", async () => {
  const error = await new Promise<Error>((resolve) => connect({ host: "127.0.0.1", port: 1 }).on("error", resolve));
  const { code, message } = describeError(error);
  assert.deepEqual([code, message], ["ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1"]);
});
