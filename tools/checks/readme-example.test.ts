import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { extractExample } from "./readme-example.ts";

describe("the README's example", () => {
  test("is the first ts block after the marker", () => {
    const readme =
      "```ts\nno();\n```\n<!-- example -->\ntext\n```sh\nnpm i\n```\n```ts\nyes();\n\nagain();\n```\n```ts\nno();\n```\n";
    assert.equal(extractExample(readme), "yes();\n\nagain();\n");
  });

  test("without a marker or a block it is an error that says so", () => {
    assert.throws(() => extractExample("```ts\nno();\n```\n"), /has no <!-- example -->/);
    assert.throws(() => extractExample("<!-- example -->\n```js\nno();\n```\n"), /no ```ts block/);
  });
});
