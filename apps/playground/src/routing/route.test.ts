import assert from "node:assert/strict";
import { test } from "node:test";
import { livePath, roomPath, routeOf } from "./route.ts";

test("paths of the pages", () => {
  assert.deepEqual(routeOf("/"), { page: "chat", room: "lobby" });
  assert.deepEqual(routeOf("/chat"), { page: "chat", room: "lobby" });
  assert.deepEqual(routeOf("/chat/Tea%20Room/"), { page: "chat", room: "tea-room" });
  assert.deepEqual(routeOf(livePath), { page: "live" });
});

test("paths of nothing", () => {
  for (const path of ["/live/x", "/chat/a/b", "/other", "/chat/%2e%2e", "/chat/%ff", "/chat/%"]) {
    assert.deepEqual(routeOf(path), { page: "not-found" }, path);
  }
});

test("a room's path leads to the room", () => {
  for (const room of ["lobby", "大厅", "a_b-c"]) assert.deepEqual(routeOf(roomPath(room)), { page: "chat", room });
});
