/**
 * `npm run soak [-- --minutes N]`: the soak, 10 minutes by default; prints a report, and writes a chart to `.cache/soak.svg`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { soakChart, soakReport } from "./report.ts";
import { soak } from "./soak.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    width: { type: "string", default: "400" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const [minutes, width, seed] = [Number(values.minutes), Number(values.width), Number(values.seed)];
if (!(minutes > 0) || !(width > 0) || !Number.isInteger(seed))
  throw new Error("usage: npm run soak -- --minutes N [--width N] [--seed N]");

const durationMs = minutes * 60_000;
const sampleMs = Math.max(250, durationMs / 300);
const result = await soak({ durationMs, width, seed, sampleMs, onProgress: (line) => console.log(line) });
const folder = join(import.meta.dirname, "../../.cache");
mkdirSync(folder, { recursive: true });
const chart = join(folder, "soak.svg");
writeFileSync(chart, soakChart(result));
console.log(`\n${soakReport(result)}\nchart: ${chart}`);
process.exitCode = result.isClean ? 0 : 1;
