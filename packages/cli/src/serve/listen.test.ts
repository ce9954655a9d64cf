import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { after, test } from "node:test";
import { listen, portAttempts } from "./listen.ts";

const servers: Server[] = [];
const server = (): Server => {
  const made = createServer();
  servers.push(made);
  return made;
};
after(() => {
  for (const each of servers) each.close();
});

test("a taken port leads to a later one", async () => {
  const taken = await listen(server(), 0, "127.0.0.1", portAttempts);
  const next = await listen(server(), taken, "127.0.0.1", portAttempts);
  assert.ok(next > taken && next < taken + portAttempts);
});

test("a taken port is a failure where no other one will do", async () => {
  const taken = await listen(server(), 0, "127.0.0.1", 1);
  await assert.rejects(listen(server(), taken, "127.0.0.1", 1), { code: "EADDRINUSE" });
});

test("another failure is thrown", async () => {
  // RFC 5737: an address that no machine has.
  await assert.rejects(listen(server(), 0, "192.0.2.1", portAttempts), { code: "EADDRNOTAVAIL" });
});
