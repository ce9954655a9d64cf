import assert from "node:assert/strict";
import { test } from "node:test";
import { metrics } from "@longwire/cli/playground";
import fc from "fast-check";
import { readChatEvent, readName, readPeople, readSample } from "./read-event.ts";

const message = { id: "1", person: "p", name: "Ada", text: "hi", at: 1 };
const sample = { at: 1, ...Object.fromEntries(metrics.map((metric) => [metric, 0])) };

test("what it knows comes through as it is", () => {
  for (const event of [
    { type: "message", message },
    { type: "typing", person: "p", typing: false },
    { type: "renamed", person: { id: "p", name: "Ada" } },
  ])
    assert.equal(readChatEvent(event), event);
  assert.equal(readSample(sample), sample);
  assert.deepEqual(readPeople([{ id: "p", name: "Ada" }]), [{ id: "p", name: "Ada" }]);
  assert.equal(readName({ name: "Ada" }), "Ada");
});

test("a field that is missing or of another type makes it nothing", () => {
  for (const field of Object.keys(message))
    assert.equal(readChatEvent({ type: "message", message: { ...message, [field]: undefined } }), undefined, field);
  for (const field of Object.keys(sample))
    assert.equal(readSample({ ...sample, [field]: Number.NaN }), undefined, field);
  assert.equal(readChatEvent({ type: "typing", person: "p", typing: 1 }), undefined);
  assert.deepEqual(readPeople([{ id: 1, name: "Ada" }, null]), []);
});

test("nothing makes it throw", () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      readChatEvent(value);
      readSample(value);
      return Array.isArray(readPeople(value)) && typeof readName(value) === "string";
    }),
  );
});
