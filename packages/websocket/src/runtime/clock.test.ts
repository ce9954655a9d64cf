import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { systemClock } from "./clock.ts";

describe("system clock", { timeout: 5000 }, () => {
  it("does not go backwards", () => {
    let last = systemClock.now();
    for (let i = 0; i < 1000; i += 1) {
      const now = systemClock.now();
      assert.ok(now >= last);
      last = now;
    }
  });

  it("wakes once, and not when called off", async () => {
    const woken: string[] = [];
    const cancel = systemClock.setTimer(1, () => woken.push("called off"));
    systemClock.setTimer(-5, () => woken.push("overdue"));
    cancel();
    await new Promise<void>((resolve) => {
      // The clock's own timers let a process end; this one holds it.
      const hold = setTimeout(() => undefined, 4000);
      systemClock.setTimer(5, () => {
        clearTimeout(hold);
        resolve();
      });
    });
    cancel();
    assert.deepEqual(woken, ["overdue"]);
  });

  it("keeps a delay that is longer than a timer can be from firing at once", async () => {
    let isWoken = false;
    const cancel = systemClock.setTimer(2 ** 40, () => {
      isWoken = true;
    });
    // A real wait: the system's own timer is what is tested, and one that overflows fires after 1 ms.
    await new Promise((resolve) => setTimeout(resolve, 20));
    cancel();
    assert.equal(isWoken, false);
  });

  it("keeps no process alive", () => {
    const cancel = systemClock.setTimer(60_000, () => undefined);
    assert.ok(!process.getActiveResourcesInfo().includes("Timeout"));
    cancel();
  });
});
