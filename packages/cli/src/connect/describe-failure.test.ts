import assert from "node:assert/strict";
import { test } from "node:test";
import { HandshakeError } from "@longwire/websocket";
import { handshakeFailures } from "@longwire/wire";
import { describeFailure } from "./describe-failure.ts";

function systemError(code: string, message = "as Node says it"): Error {
  return Object.assign(new Error(message), { code });
}

test("a refused handshake names status and clause, and its reason phrase cannot move the cursor", () => {
  const failure = handshakeFailures["status-not-101"];
  const response = { status: 403, reason: "No\u001b[2J", httpVersion: "1.1", headers: [] } as const;
  assert.equal(
    describeFailure(new HandshakeError(failure, response)),
    "the server did not switch protocols: it answered 403 No\\x1b[2J [RFC 6455 §4.1]",
  );
  assert.equal(
    describeFailure(new HandshakeError(failure, { ...response, reason: "" })),
    "the server did not switch protocols: it answered 403 [RFC 6455 §4.1]",
  );
});

test("errors of the network are explained once, however many addresses were tried", () => {
  const refused = systemError("ECONNREFUSED");
  assert.equal(describeFailure(refused), "nothing listens there (connection refused)");
  assert.equal(
    describeFailure(new AggregateError([refused, systemError("ECONNREFUSED"), systemError("ENETUNREACH")])),
    "nothing listens there (connection refused); there is no way to this network",
  );
});

test("other errors are shown as they are", () => {
  assert.equal(describeFailure(new Error("odd\u0007")), "odd\\x07");
  assert.equal(describeFailure(systemError("E_UNKNOWN")), "as Node says it");
});
