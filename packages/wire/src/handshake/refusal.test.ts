import assert from "node:assert/strict";
import { test } from "node:test";
import { refusals } from "./refusal.ts";

for (const [id, refusal] of Object.entries(refusals)) {
  test(`refusal ${id}: a stable code made of its id, an error status, a source and a text`, () => {
    assert.equal(refusal.id, id);
    assert.equal(refusal.code, `WS_ERR_${id.toUpperCase().replaceAll("-", "_")}`);
    assert.ok(refusal.status >= 400 && refusal.status <= 599);
    assert.match(refusal.section, /^(RFC \d{4} §\d+(\.\d+)*|limits? [A-Za-z, ]+)$/);
    assert.match(refusal.message, /^[ -~]+[^.]$/);
    assert.ok(Object.isFrozen(refusal));
  });
}

test("RFC 6455 §4.4: every refusal for the version names the version to use", () => {
  const named = Object.values(refusals).filter(({ headers }) => headers.some(([name]) => name !== "Allow"));
  assert.deepEqual(
    named.map(({ id }) => id),
    ["version-missing", "version-repeated", "version-malformed", "version-unsupported"],
  );
  for (const { headers } of named) assert.deepEqual(headers, [["Sec-WebSocket-Version", "13"]]);
});
