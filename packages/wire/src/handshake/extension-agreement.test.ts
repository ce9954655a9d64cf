import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClientExtension, ExtensionElement, MessageTransform, ServerExtension } from "../extension.ts";
import { chooseExtension, confirmExtensions } from "./extension-agreement.ts";

const transform: MessageTransform = { name: "x", decode: () => {}, encode: () => undefined, dispose: () => {} };
const create = (): MessageTransform => transform;
const element = (name: string, ...parameters: string[]): ExtensionElement => ({
  name,
  parameters: parameters.map((parameter) => ({ name: parameter, value: undefined })),
});

/** Accepts offers without the parameter `bad` and answers with `ok`. */
const server = (name: string): ServerExtension => ({
  name,
  accept: (offer) =>
    offer.parameters.some((parameter) => parameter.name === "bad")
      ? undefined
      : { parameters: [{ name: "ok", value: undefined }], create },
});
const client = (name: string): ClientExtension => ({
  name,
  offers: () => [element(name)],
  confirm: (answer) => (answer.parameters.some((parameter) => parameter.name === "bad") ? undefined : create),
});

test("edge 13: a declined offer is passed over, and the handshake goes on (RFC 7692 §5)", () => {
  assert.equal(chooseExtension([element("a", "bad")], [server("a")]), undefined);
  assert.deepEqual(chooseExtension([element("a", "bad"), element("a")], [server("a")]), {
    element: element("a", "ok"),
    create,
  });
});

test("edge 14: unknown extensions are ignored, and the client's order decides", () => {
  assert.equal(chooseExtension([element("x")], [server("a")]), undefined);
  assert.equal(chooseExtension([], [server("a")]), undefined);
  const chosen = chooseExtension([element("x"), element("b"), element("a")], [server("a"), server("b")]);
  assert.equal(chosen?.element.name, "b");
});

test("edge 16: extension names are compared with their case", () => {
  assert.equal(chooseExtension([element("A")], [server("a")]), undefined);
  assert.equal(confirmExtensions([element("A")], [client("a")]), "extension-not-offered");
});

test("the client takes an answer that it offered and that is valid", () => {
  assert.equal(confirmExtensions([], [client("a")]), undefined);
  assert.deepEqual(confirmExtensions([element("a")], [client("b"), client("a")]), { element: element("a"), create });
});

test("edge 26: an answer not offered, invalid or given twice fails (RFC 6455 §9.1)", () => {
  assert.equal(confirmExtensions([element("x")], [client("a")]), "extension-not-offered");
  assert.equal(confirmExtensions([element("a"), element("x")], [client("a")]), "extension-not-offered");
  assert.equal(confirmExtensions([element("a", "bad")], [client("a")]), "extension-invalid");
  assert.equal(confirmExtensions([element("a"), element("a")], [client("a")]), "extension-repeated");
});

test("two different extensions fail: a connection has room for one", () => {
  assert.equal(
    confirmExtensions([element("a"), element("b")], [client("a"), client("b")]),
    "extensions-not-combinable",
  );
});
