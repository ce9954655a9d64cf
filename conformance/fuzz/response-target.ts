/**
 * Fuzz target: the head of a response, from the first byte to an open or failed attempt (RFC 6455 §4.1).
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { byteByByte, type Cut, RecordEvents, randomCuts, whole } from "@longwire/testkit";
import { ClientHandshake, ResponseHeadParser, type ResponseHeadResult, type ServerExtension } from "@longwire/wire";
import { headSeeds, spoilHead } from "./heads.ts";
import type { FuzzTarget } from "./target.ts";

const limits = { maxHeadBytes: 2048, maxHeaderCount: 20 };

/** The attempt whose answer is the example of RFC 6455 §1.3. */
function attempt(): ClientHandshake {
  return new ClientHandshake({
    host: "server.example.com",
    target: "/chat",
    key: Uint8Array.from(Buffer.from("the sample nonce")),
    sha1: (bytes) => createHash("sha1").update(bytes).digest(),
    subprotocols: ["chat", "superchat"],
    extensions: [
      { name: "permessage-deflate", offers: () => [{ name: "permessage-deflate", parameters: [] }], confirm },
    ],
  });
}

const transform: NonNullable<ReturnType<ServerExtension["accept"]>>["create"] = () => ({
  name: "permessage-deflate",
  decode: (payload, _, done) => done(payload),
  encode: () => undefined,
  dispose: () => {},
});

function confirm(): typeof transform {
  return transform;
}

function parse(input: Uint8Array, cut: Cut): { result: ResponseHeadResult; consumed: number } {
  const parser = new ResponseHeadParser(limits);
  let before = 0;
  for (const part of cut.parts(input)) {
    const result = parser.receive(part);
    if (result.type === "head") return { result, consumed: before + result.consumed };
    if (result.type !== "incomplete") return { result, consumed: -1 };
    before += part.length;
  }
  assert.ok(before <= limits.maxHeadBytes + 64, "a head over its limit fails, it is not waited for");
  return { result: { type: "incomplete" }, consumed: -1 };
}

function comparable({ result, consumed }: ReturnType<typeof parse>): unknown {
  return result.type === "head" ? { head: result.head, consumed } : result;
}

/** Response heads. */
export const responseTarget: FuzzTarget = {
  name: "response",
  seeds: headSeeds.responses,
  generate: (random) => spoilHead(random.pick(headSeeds.responses), random),
  run: (input, random) => {
    const seen = new Set<string>();
    const once = parse(input, whole);
    for (const cut of [input.length < 500 ? byteByByte : whole, randomCuts(random)]) {
      assert.deepEqual(comparable(parse(input, cut)), comparable(once), cut.name);
    }
    seen.add(`outcome: parsed, ${once.result.type}`);
    if (once.result.type !== "head") return seen;
    const connection = { handler: new RecordEvents(), now: 0, nextMaskingKey: () => 1 };
    const answer = attempt().receive(once.result.head, connection);
    seen.add(`outcome: ${answer.type} ${answer.type === "failed" ? answer.failure.id : ""}`);
    if (answer.type === "accepted") assert.equal(answer.connection.state, "open");
    return seen;
  },
};
