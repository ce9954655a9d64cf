/** Agreeing on permessage-deflate (RFC 7692 §7.1): tables of offers and answers, for both roles. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chooseExtension, confirmExtensions } from "../handshake/extension-agreement.ts";
import { formatExtensions, parseExtensions } from "../handshake/extension-header.ts";
import {
  type AgreedDeflate,
  permessageDeflateClient,
  permessageDeflateServer,
  type ServerDeflateTerms,
} from "./deflate-agreement.ts";
import type { DeflateParameters } from "./deflate-parameters.ts";
import { parseWindowBits } from "./window-bits.ts";

const open: ServerDeflateTerms = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
};

const plainOffer: DeflateParameters = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: undefined,
  clientMaxWindowBits: undefined,
};

/** The server's answer as a header, `undefined` when every offer was declined, and what was agreed. */
function answer(
  offers: string,
  terms: ServerDeflateTerms,
): { header: string | undefined; agreed: AgreedDeflate | undefined } {
  let agreed: AgreedDeflate | undefined;
  const extension = permessageDeflateServer(terms, (each) => {
    agreed = each;
    return { name: "", decode: () => undefined, encode: () => undefined, dispose: () => undefined };
  });
  const chosen = chooseExtension(parseExtensions(offers) ?? assert.fail(`malformed: ${offers}`), [extension]);
  chosen?.create();
  return { header: chosen && formatExtensions([chosen.element]), agreed };
}

/** What the client makes of an answer: what was agreed, or why it fails. */
function confirm(header: string, ...offers: DeflateParameters[]): AgreedDeflate | string {
  let agreed: AgreedDeflate | undefined;
  const extension = permessageDeflateClient(offers, (each) => {
    agreed = each;
    return { name: "", decode: () => undefined, encode: () => undefined, dispose: () => undefined };
  });
  const result = confirmExtensions(parseExtensions(header) ?? assert.fail(`malformed: ${header}`), [extension]);
  if (result === undefined || typeof result === "string") return result ?? "none";
  result.create();
  return agreed ?? assert.fail("nothing was made");
}

const NAME = "permessage-deflate";

/** Terms, offers, answer (`undefined`: declined). */
const serverRows: readonly (readonly [Partial<ServerDeflateTerms>, string, string | undefined])[] = [
  [{}, NAME, NAME],
  [{}, "x-other, permessage-deflate; x, permessage-deflate", NAME],
  [{}, "permessage-bzip2", undefined],
  [{}, "Permessage-Deflate", undefined],
  // Edge 57: what is offered must be answered.
  [{}, `${NAME}; server_no_context_takeover`, `${NAME}; server_no_context_takeover`],
  [{}, `${NAME}; client_no_context_takeover`, `${NAME}; client_no_context_takeover`],
  // Edge 58: either may be answered without being asked for.
  [{ serverNoContextTakeover: true }, NAME, `${NAME}; server_no_context_takeover`],
  [{ clientNoContextTakeover: true }, NAME, `${NAME}; client_no_context_takeover`],
  // §7.1.2.1: the same or less than offered.
  [{}, `${NAME}; server_max_window_bits=15`, `${NAME}; server_max_window_bits=15`],
  [{}, `${NAME}; server_max_window_bits=8`, `${NAME}; server_max_window_bits=8`],
  [{}, `${NAME}; server_max_window_bits="10"`, `${NAME}; server_max_window_bits=10`],
  [{ serverMaxWindowBits: 9 }, `${NAME}; server_max_window_bits=12`, `${NAME}; server_max_window_bits=9`],
  [{ serverMaxWindowBits: 9 }, NAME, NAME],
  [{ serverMaxWindowBits: 9, announcesWindow: true }, NAME, `${NAME}; server_max_window_bits=9`],
  // §7.1.2.2: never answered to a client that did not offer it.
  [{ clientMaxWindowBits: 10 }, NAME, NAME],
  [{ clientMaxWindowBits: 10 }, `${NAME}; client_max_window_bits`, `${NAME}; client_max_window_bits=10`],
  [{ clientMaxWindowBits: 10 }, `${NAME}; client_max_window_bits=9`, `${NAME}; client_max_window_bits=9`],
  [{}, `${NAME}; client_max_window_bits`, NAME],
  [{}, `${NAME}; client_max_window_bits=12`, `${NAME}; client_max_window_bits=12`],
  // Edge 14: an offer with anything wrong is passed over, the next one is taken.
  [{}, `${NAME}; server_max_window_bits=16, ${NAME}; client_max_window_bits=9`, `${NAME}; client_max_window_bits=9`],
  [{}, `${NAME}; unknown=1, ${NAME}; server_no_context_takeover`, `${NAME}; server_no_context_takeover`],
];

describe("edge 13, 14, 57, 58: what a server answers", () => {
  for (const [terms, offers, header] of serverRows) {
    test(`${JSON.stringify(terms)}: ${offers}`, () =>
      assert.equal(answer(offers, { ...open, ...terms }).header, header));
  }
});

/** Edge 28, V11: values that `Number` would take, or that are out of range. */
const badBits = [
  ...[
    "",
    "0",
    "1",
    "7",
    "16",
    "17",
    "99",
    "999",
    "15000",
    "08",
    "09",
    "008",
    "010",
    "015",
    "+9",
    "-9",
    "+15",
    "9.0",
    "9.",
  ],
  ...[
    "1e1",
    "0xd",
    "0XA",
    "0b1001",
    "0o11",
    "1_0",
    "10a",
    "a10",
    "ten",
    "NaN",
    "Infinity",
    "true",
    "null",
    "*",
    "9-10",
    "'9'",
  ],
  ...["１０", "٩", "9\u00a0", " 9", "9 ", "__proto__"],
];

/** Parameters that make an offer or an answer wrong, in either role. */
const badParameters = [
  ...badBits
    .filter((value) => /^[!#-'*+.^-z|~0-9A-Z-]+$/.test(value))
    .map((value) => `server_max_window_bits=${value}`),
  "server_max_window_bits",
  "client_max_window_bits=7",
  "client_max_window_bits=16",
  "client_max_window_bits=08",
  "server_no_context_takeover=true",
  "server_no_context_takeover=1",
  "client_no_context_takeover=8",
  "server_no_context_takeover; server_no_context_takeover",
  "client_no_context_takeover; client_no_context_takeover",
  "server_max_window_bits=9; server_max_window_bits=9",
  "client_max_window_bits=9; client_max_window_bits=9",
  "Server_no_context_takeover",
  "CLIENT_MAX_WINDOW_BITS=9",
  "server_max_window_bit=9",
  "__proto__",
  "constructor=1",
  "hasOwnProperty",
];

test("edge 28: window bits are 8 to 15, without sign, leading zero or other notation", () => {
  assert.deepEqual(["8", "9", "10", "11", "12", "13", "14", "15"].map(parseWindowBits), [8, 9, 10, 11, 12, 13, 14, 15]);
  for (const value of badBits) assert.equal(parseWindowBits(value), undefined, JSON.stringify(value));
});

describe("V11: bad parameters", () => {
  for (const parameters of badParameters) {
    test(`${parameters}: declined by a server, failed by a client`, () => {
      assert.equal(answer(`${NAME}; ${parameters}`, open).header, undefined);
      const offer = { ...plainOffer, clientMaxWindowBits: "any" as const };
      assert.equal(confirm(`${NAME}; ${parameters}`, offer), "extension-invalid");
    });
  }
});

test("what a server has agreed to do itself, and may expect", () => {
  const terms = { ...open, serverMaxWindowBits: 12, clientMaxWindowBits: 11 };
  const { agreed } = answer(`${NAME}; server_no_context_takeover; client_max_window_bits`, terms);
  assert.deepEqual(agreed, {
    own: { noContextTakeover: true, windowBits: 12 },
    peer: { noContextTakeover: false, windowBits: 11 },
  });
  assert.deepEqual(answer(NAME, terms).agreed, {
    own: { noContextTakeover: false, windowBits: 12 },
    peer: { noContextTakeover: false, windowBits: 15 },
  });
});

/** Offer, answer, and what is agreed, or the failure. */
const clientRows: readonly (readonly [Partial<DeflateParameters>, string, AgreedDeflate | string])[] = [
  [{}, "", "none"],
  [{}, "x-other", "extension-not-offered"],
  [{}, `${NAME}, ${NAME}`, "extension-repeated"],
  [{}, NAME, { own: { noContextTakeover: false, windowBits: 15 }, peer: { noContextTakeover: false, windowBits: 15 } }],
  // Edges 28 and 58: not asked for, and obeyed all the same.
  [
    {},
    `${NAME}; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9`,
    { own: { noContextTakeover: true, windowBits: 15 }, peer: { noContextTakeover: true, windowBits: 9 } },
  ],
  // §7.1.1.1: asked for, it must be answered.
  [{ serverNoContextTakeover: true }, NAME, "extension-invalid"],
  [
    { clientNoContextTakeover: true },
    NAME,
    { own: { noContextTakeover: true, windowBits: 15 }, peer: { noContextTakeover: false, windowBits: 15 } },
  ],
  [{ serverMaxWindowBits: 10 }, `${NAME}; server_max_window_bits=11`, "extension-invalid"],
  [{ serverMaxWindowBits: 10 }, NAME, "extension-invalid"],
  [
    { serverMaxWindowBits: 10 },
    `${NAME}; server_max_window_bits=10`,
    { own: { noContextTakeover: false, windowBits: 15 }, peer: { noContextTakeover: false, windowBits: 10 } },
  ],
  // Edge 27: without a value, or not offered.
  [{ clientMaxWindowBits: "any" }, `${NAME}; client_max_window_bits`, "extension-invalid"],
  [{}, `${NAME}; client_max_window_bits=10`, "extension-invalid"],
  [{ clientMaxWindowBits: 9 }, `${NAME}; client_max_window_bits=10`, "extension-invalid"],
  [
    { clientMaxWindowBits: "any" },
    `${NAME}; client_max_window_bits=8`,
    { own: { noContextTakeover: false, windowBits: 8 }, peer: { noContextTakeover: false, windowBits: 15 } },
  ],
  [
    { clientMaxWindowBits: 12 },
    NAME,
    { own: { noContextTakeover: false, windowBits: 12 }, peer: { noContextTakeover: false, windowBits: 15 } },
  ],
];

describe("edges 26 to 28: what a client makes of an answer", () => {
  for (const [offer, header, expected] of clientRows) {
    test(`${JSON.stringify(offer)}: ${header || "nothing"}`, () =>
      assert.deepEqual(confirm(header, { ...plainOffer, ...offer }), expected));
  }
});

test("an answer to the second offer is taken", () => {
  const strict = { ...plainOffer, serverNoContextTakeover: true };
  assert.deepEqual(confirm(NAME, strict, plainOffer), {
    own: { noContextTakeover: false, windowBits: 15 },
    peer: { noContextTakeover: false, windowBits: 15 },
  });
});
