/** CVE-2019-9517 and its like: tunnels whose peer never opens its window, while the server has much to send. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { connectFields, encodeHeaders, encodeHttp2Frame, http2Frames, RawHttp2Peer } from "@longwire/testkit";
import { startVictim } from "./support/http2-victim.ts";

/** SETTINGS_INITIAL_WINDOW_SIZE 0. */
const CLOSED_WINDOW = Uint8Array.of(0, 4, 0, 0, 0, 0);

test("32 tunnels with a window of 0 hold at most their output limit each, and are closed", {
  timeout: 60_000,
}, async (t) => {
  const victim = await startVictim(t);
  const before = await victim.numbers();
  const peer = await RawHttp2Peer.open(victim.port);
  t.after(() => peer.socket.destroy());
  peer.write(encodeHttp2Frame({ type: http2Frames.settings, payload: CLOSED_WINDOW }));
  const fields = connectFields.map(([name, value]): [string, string] => [name, name === ":path" ? "/flood" : value]);
  // Each is sent 20 MB; 32 of them would be 640 MB.
  for (let n = 0; n < 32; n += 1) peer.write(encodeHeaders(2 * n + 1, fields));
  await peer.frame(http2Frames.headers, 63);
  const during = await victim.numbers();
  assert.ok(during.residentBytes - before.residentBytes < 200_000_000, `${during.residentBytes}`);
  for (let n = 0; n < 32; n += 1) await peer.frame(http2Frames.rstStream, 2 * n + 1);
  assert.equal((await victim.numbers()).open, 0);
});
