import assert from "node:assert/strict";
import { test } from "node:test";
import { handshakeFailures } from "./failure.ts";

for (const [id, failure] of Object.entries(handshakeFailures)) {
  test(`failure ${id}: a stable code made of its id, a source and a text`, () => {
    assert.equal(failure.id, id);
    assert.equal(failure.code, `WS_ERR_${id.toUpperCase().replaceAll("-", "_")}`);
    assert.match(failure.section, /^(RFC \d{4} §\d+(\.\d+)*|limit [A-Za-z]+|WHATWG WebSockets §\d)$/);
    assert.match(failure.message, /^[ -~]+[^.]$/);
    assert.ok(Object.isFrozen(failure));
  });
}
