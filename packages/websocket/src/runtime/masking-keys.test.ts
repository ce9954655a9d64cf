import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { createMaskingKeys } from "./masking-keys.ts";

describe("masking keys", () => {
  it("are 32 bits and do not repeat beyond chance in 10,000 frames (RFC 6455 §5.3)", () => {
    const next = createMaskingKeys();
    const keys = Array.from({ length: 10_000 }, next);
    assert.ok(keys.every((key) => Number.isInteger(key) && key >= 0 && key < 2 ** 32));
    // By chance one pair is expected in 86 runs; three pairs in one run once in four million.
    assert.ok(new Set(keys).size >= keys.length - 2);
  });

  it("have every bit set about half the time (RFC 6455 §10.3)", () => {
    const next = createMaskingKeys();
    const ones = new Array<number>(32).fill(0);
    const count = 20_000;
    for (let i = 0; i < count; i += 1) {
      const key = next();
      for (let bit = 0; bit < 32; bit += 1) ones[bit] = (ones[bit] ?? 0) + ((key >>> bit) & 1);
    }
    // Seven standard deviations: about one false alarm in 10^10 runs.
    const allowed = 7 * Math.sqrt(count / 4);
    for (const [bit, n] of ones.entries()) assert.ok(Math.abs(n - count / 2) < allowed, `bit ${bit}: ${n}`);
  });

  it("differ between two sources and two processes", () => {
    const [a, b] = [createMaskingKeys(), createMaskingKeys()];
    assert.notDeepEqual(Array.from({ length: 4 }, a), Array.from({ length: 4 }, b));
    const program = `import { createMaskingKeys } from ${JSON.stringify(new URL("./masking-keys.ts", import.meta.url))};
      const next = createMaskingKeys(); console.log([next(), next(), next(), next()].join());`;
    const run = (): string =>
      spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" }).stdout.trim();
    const [first, second] = [run(), run()];
    assert.match(first, /^\d+(,\d+){3}$/);
    assert.notEqual(first, second);
  });

  it("come from the generator of node:crypto and from no other", () => {
    const program = `
      import crypto from "node:crypto"; import { syncBuiltinESMExports } from "node:module";
      let drawn = 0;
      const fill = crypto.randomFillSync;
      crypto.randomFillSync = (array) => { drawn += array.byteLength; return fill(array); };
      Math.random = () => { throw new Error("Math.random"); };
      syncBuiltinESMExports();
      const { createMaskingKeys } = await import(${JSON.stringify(new URL("./masking-keys.ts", import.meta.url))});
      const next = createMaskingKeys(); for (let i = 0; i < 10_000; i += 1) next(); console.log(drawn >= 40_000);`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
    });
    assert.equal(stdout.trim(), "true", stderr);
  });
});
