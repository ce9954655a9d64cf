import assert from "node:assert/strict";
import { test } from "node:test";
import { type Limits, serverLimits } from "@longwire/wire";
import { createRuntime } from "../runtime/runtime.ts";
import { type ByteStream, nobody } from "../streams/byte-stream.ts";
import { PendingUpgrade } from "./pending-upgrade.ts";

/** A stream that only says whether it reads. */
class QuietStream implements ByteStream {
  events = nobody;
  isReading = false;
  readonly isWritable = true;
  readonly isDestroyed = false;
  readonly pendingBytes = 0;
  readonly returnsMemory = false;
  readonly readsInPieces = false;
  readonly isSecure = false;
  readonly info = {};
  write(): void {}
  end(): void {}
  destroy(): void {}
  pause(): void {
    this.isReading = false;
  }
  resume(): void {
    this.isReading = true;
  }
}

function begin(limits: Partial<Limits>): { pending: PendingUpgrade; stream: QuietStream } {
  const stream = new QuietStream();
  const events = { onHeadBytes: () => undefined, onTimeout: () => undefined, onOver: () => undefined };
  const all = { ...serverLimits, handshakeTimeoutMs: 0, ...limits };
  return { stream, pending: new PendingUpgrade(stream, all, createRuntime(), events) };
}

test("early bytes are kept in order up to maxEarlyBytes; with one more, reading stops", () => {
  const { pending, stream } = begin({ maxEarlyBytes: 5000 });
  const bytes = Uint8Array.from({ length: 5001 }, (_, i) => i % 251);
  for (let at = 0; at < 5000; at += 1) pending.keepEarly(bytes.subarray(at, at + 1));
  assert.equal(stream.isReading, true);
  pending.keepEarly(bytes.subarray(5000));
  assert.equal(stream.isReading, false);
  assert.deepEqual(new Uint8Array(pending.handOver()), bytes);
});

test("what is lent is copied", () => {
  const { pending } = begin({});
  const bytes = Uint8Array.of(1, 2, 3);
  pending.keepEarly(bytes);
  bytes.fill(9);
  assert.deepEqual([...pending.handOver()], [1, 2, 3]);
});
