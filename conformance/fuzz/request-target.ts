/**
 * Fuzz target: the head of a request, from the first byte to an accepted or refused upgrade (RFC 6455 §4.2).
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { byteByByte, type Cut, RecordEvents, randomCuts, type SeededRandom, whole } from "@longwire/testkit";
import {
  acceptUpgrade,
  checkUpgradeRequest,
  encodeResponseHead,
  isOriginAllowed,
  type RequestHead,
  RequestHeadParser,
  type RequestHeadResult,
  refusalResponse,
  serverLimits,
} from "@longwire/wire";
import { headSeeds, spoilHead } from "./heads.ts";
import type { FuzzTarget } from "./target.ts";

const limits = { maxHeadBytes: 2048, maxHeaderCount: 20, maxTargetBytes: 200 };

function sha1(bytes: Uint8Array): Uint8Array {
  return createHash("sha1").update(bytes).digest();
}

/** The result, and how many bytes had been taken when it came. */
function parse(input: Uint8Array, cut: Cut): { result: RequestHeadResult; consumed: number } {
  const parser = new RequestHeadParser(limits);
  let before = 0;
  for (const part of cut.parts(input)) {
    const result = parser.receive(part);
    if (result.type === "head") {
      assert.ok(result.consumed <= part.length);
      return { result, consumed: before + result.consumed };
    }
    if (result.type === "refused") return { result, consumed: -1 };
    before += part.length;
  }
  assert.ok(before <= limits.maxHeadBytes + 64, "a head over its limit is refused, not waited for");
  return { result: { type: "incomplete" }, consumed: -1 };
}

function upgrade(head: RequestHead, seen: Set<string>): void {
  const check = checkUpgradeRequest(head, limits);
  if (check.type === "refused") {
    const response = Buffer.from(refusalResponse(check.refusal)).toString("latin1");
    assert.match(response, /^HTTP\/1\.1 [45]\d\d [^\r\n]+\r\n/);
    seen.add(`outcome: refused, ${check.refusal.id}`);
    return;
  }
  const { request } = check;
  isOriginAllowed("same-origin", request.origin, request.host, false);
  const connection = { handler: new RecordEvents(), now: 0, limits: serverLimits };
  const subprotocol = request.subprotocols[0];
  const accepted = acceptUpgrade(request, { sha1, subprotocol, connection });
  const response = Buffer.from(encodeResponseHead(accepted.response)).toString("latin1");
  assert.match(response, /^HTTP\/1\.1 101 /);
  // What a peer wrote never begins a header line of ours.
  assert.equal(response.split("\r\n").length, accepted.response.headers.length + 3);
  seen.add(
    `outcome: accepted, ${Math.min(request.extensions.length, 3)} extensions, ${Math.min(request.subprotocols.length, 3)} subprotocols`,
  );
}

function comparable({ result, consumed }: ReturnType<typeof parse>): unknown {
  if (result.type === "head") return { head: result.head, consumed };
  return result.type === "refused" ? result.refusal.id : result.type;
}

/** Request heads. */
export const requestTarget: FuzzTarget = {
  name: "request",
  seeds: headSeeds.requests,
  generate: (random: SeededRandom) => spoilHead(random.pick(headSeeds.requests), random),
  run: (input, random) => {
    const seen = new Set<string>();
    const once = parse(input, whole);
    for (const cut of [input.length < 500 ? byteByByte : whole, randomCuts(random)]) {
      assert.deepEqual(comparable(parse(input, cut)), comparable(once), cut.name);
    }
    seen.add(`outcome: parsed, ${once.result.type === "refused" ? once.result.refusal.id : once.result.type}`);
    if (once.result.type === "head") upgrade(once.result.head, seen);
    return seen;
  },
};
