/** `WebSocket.extension` and `WebSocket.subprotocol`: the headers of the handshake in the form of `ws`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { extension, subprotocol } from "./index.ts";

const offers: Readonly<Record<string, object>> = {
  foo: { foo: [{}] },
  "foo, bar": { foo: [{}], bar: [{}] },
  'foo; a; b=1; b="2"': { foo: [{ a: [true], b: ["1", "2"] }] },
  "foo; a, foo; b": { foo: [{ a: [true] }, { b: [true] }] },
  "__proto__; toString=1": { ["__proto__"]: [{ toString: ["1"] }] },
};
for (const [header, expected] of Object.entries(offers)) {
  test(`RFC 6455 §9.1: extension.parse reads "${header}"`, () => {
    assert.deepEqual(JSON.parse(JSON.stringify(extension.parse(header))), JSON.parse(JSON.stringify(expected)));
  });
}

for (const header of ["", ";", "foo;", 'foo; a="', "foo bar", "foo; a=é"]) {
  test(`RFC 6455 §9.1: extension.parse refuses "${header}"`, () => {
    assert.throws(() => extension.parse(header), SyntaxError);
  });
}

test("extension.format writes what parse reads", () => {
  const header = "foo; a; b=1; b=2, foo; c, bar";
  assert.equal(extension.format({ foo: [{ a: true, b: [1, "2"] }, { c: [true] }], bar: {} }), header);
  assert.equal(extension.format(extension.parse(header)), header);
});

test("RFC 6455 §11.3.4: subprotocol.parse gives the set in order, or refuses", () => {
  assert.deepEqual([...subprotocol.parse("b, a")], ["b", "a"]);
  for (const header of ["", "a,a", "a b", "a;b"]) assert.throws(() => subprotocol.parse(header), SyntaxError, header);
});
