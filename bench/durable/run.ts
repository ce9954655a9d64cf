/**
 * The rows about durable history, beside the disk's own time in the same run:
 * `node --conditions=@longwire/source bench/durable/run.ts [FOLDER]`, and with `--large` those about 10 million entries
 * (0.9 GB).
 */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { fsyncLoop } from "./fsync-loop.ts";
import { makeLargeStore, startCost } from "./large-store.ts";
import { publishing } from "./publishing.ts";
import { quantile } from "./quantile.ts";
import { recovery } from "./recovery.ts";

const { values, positionals } = parseArgs({
  options: { large: { type: "boolean" }, start: { type: "string" } },
  allowPositionals: true,
});
const [folder = join(".cache", "durable-bench")] = positionals;
mkdirSync(folder, { recursive: true });
const file = (name: string): string => join(folder, `${name}-${process.pid}.db`);
const ms = (value: number): string => `${value.toFixed(2)} ms`;

async function disk(): Promise<void> {
  const bare = fsyncLoop(file("fsync"), 2000);
  const own = quantile(bare, 0.5);
  console.log(`bare fsync of 4 KiB: p50 ${ms(own)}, p99 ${ms(quantile(bare, 0.99))}`);
  const one = await publishing(file("one"), { publishers: 1, channels: 1, durationMs: 4000 });
  const p99 = quantile(one.times, 0.99);
  const bar = 3 * own + 1;
  console.log(
    `1 publisher, 256 B: ${one.perSecond.toFixed(0)}/s, p50 ${ms(quantile(one.times, 0.5))}, p99 ${ms(p99)}; bar 3 × fsync + 1 ms = ${ms(bar)}: ${p99 <= bar ? "met" : "missed"}`,
  );
  for (const channels of [1, 100]) {
    const many = await publishing(file(`many${channels}`), { publishers: 100, channels, durationMs: 4000 });
    const isMet = many.perSecond >= 20_000;
    console.log(
      `100 publishers, 256 B, ${channels} channels: ${many.perSecond.toFixed(0)}/s, p99 ${ms(quantile(many.times, 0.99))}; bar 20,000/s: ${isMet ? "met" : "missed"}`,
    );
  }
  const back = await recovery(file("recovery"), 500);
  console.log(
    `recovery of 300 × 256 B: p50 ${ms(quantile(back, 0.5))}, p99 ${ms(quantile(back, 0.99))}; bar 10 ms: ${quantile(back, 0.99) < 10 ? "met" : "missed"}`,
  );
}

/** In a process of its own each time: memory is the process's. */
async function large(): Promise<void> {
  for (const entries of [10_000, 10_000_000]) {
    const path = join(folder, `large-${entries}.db`);
    await makeLargeStore(path, entries);
    const self = fileURLToPath(import.meta.url);
    const output = execFileSync(process.execPath, [...process.execArgv, self, "--start", path], { encoding: "utf8" });
    console.log(`${entries} entries: ${output.trim()}`);
  }
}

if (values.start !== undefined) {
  const { startMs, grownBytes } = await startCost(values.start);
  console.log(
    `start ${ms(startMs)}, resident ${(grownBytes / 2 ** 20).toFixed(0)} MiB more after 2000 reads and appends`,
  );
} else if (values.large === true) await large();
else await disk();
