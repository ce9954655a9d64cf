/**
 * The result of a load as text for a person or as one line of JSON for a program. It computes nothing but units.
 */
import type { LoadPlan } from "./load.ts";
import type { LoadProgress, LoadResult } from "./run-load.ts";

/** From here on the generator itself may be what was measured. */
const BUSY_CPU = 0.95;
const BYTES_PER_MEGABYTE = 1e6;

function number(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function time(ms: number): string {
  return ms < 1 ? `${Math.round(ms * 1000)} µs` : `${ms.toPrecision(3)} ms`;
}

const units = { echo: "messages", fanout: "deliveries", connect: "handshakes", idle: "connections" } as const;

function headline(
  { mode, target, connections, sizeBytes, inFlight, inFlightTotal, ratePerSecond }: LoadPlan,
  seconds: number,
): string {
  const whole = `${mode} ${target.url}, ${seconds.toFixed(1)} s`;
  if (mode === "connect") return `${whole}: ${number(connections)} handshakes at a time`;
  if (mode === "idle") return `${whole}: ${number(connections)} connections`;
  const each = `${number(inFlight)} in flight${mode === "echo" ? " each" : ""}`;
  const closed = inFlightTotal > 0 ? `${number(inFlightTotal)} in flight over all` : each;
  const flow = ratePerSecond > 0 ? `${number(ratePerSecond)} a second` : closed;
  return `${whole}: ${number(connections)} connections, messages of ${number(sizeBytes)} bytes, ${flow}`;
}

function problems({ faults, ownCpu }: LoadResult, { isVerified }: LoadPlan): string[] {
  const { lost, duplicated, reordered, corrupted } = faults;
  const all = `lost ${lost}, duplicated ${duplicated}, reordered ${reordered}, corrupted ${corrupted}`;
  const lines = isVerified ? [all] : lost > 0 ? [`lost ${lost}`] : [];
  const cpu = `this process used ${Math.round(ownCpu * 100)} % of a core`;
  return [...lines, ownCpu < BUSY_CPU ? cpu : `${cpu}: it may have been the limit, not the server`];
}

/** Some lines, ending in a line break. */
export function describeResult(plan: LoadPlan, result: LoadResult): string {
  const { mode, sizeBytes } = plan;
  const { seconds, perSecond, count, openSeconds, p50Ms, p99Ms, p999Ms, maxMs } = result;
  const opened = `opened in ${time(openSeconds * 1000)}, ${number(plan.connections / openSeconds)} a second`;
  const megabytes = (perSecond * sizeBytes) / BYTES_PER_MEGABYTE;
  const volume = mode === "connect" ? "" : `, ${megabytes.toFixed(1)} MB/s`;
  const lines =
    mode === "idle"
      ? [
          `${number(count)} ${plan.hub === undefined ? "open" : "subscribed"}; ${opened}`,
          `until then: p50 ${time(p50Ms)}, p99 ${time(p99Ms)}, longest ${time(maxMs)}`,
        ]
      : [
          `${number(perSecond)} ${units[mode]}/s${volume}`,
          `${mode === "fanout" && plan.ratePerSecond === 0 ? "rounds" : "latency"}: p50 ${time(p50Ms)}, p99 ${time(p99Ms)}, p99.9 ${time(p999Ms)}, longest ${time(maxMs)}`,
        ];
  return `${[headline(plan, seconds), ...lines, ...problems(result, plan)].join("\n")}\n`;
}

/** One line for each second that passes. */
export function describeProgress({ mode }: LoadPlan, { elapsedSeconds, perSecond, p99Ms }: LoadProgress): string {
  if (mode === "idle") return `${Math.round(elapsedSeconds)} s`;
  if (elapsedSeconds < 0) return `warming up: ${number(perSecond)} ${units[mode]}/s`;
  return `${Math.round(elapsedSeconds)} s: ${number(perSecond)} ${units[mode]}/s, p99 ${time(p99Ms)}`;
}

/** One line of JSON without a line break; times in the units of their names, `ownCpu` in cores. */
export function resultAsJson(plan: LoadPlan, result: LoadResult): string {
  const { mode, connections, sizeBytes, inFlight, inFlightTotal, ratePerSecond, target, isVerified } = plan;
  const { faults, ...measured } = result;
  const what = { mode, url: target.url, connections, sizeBytes, inFlight, inFlightTotal, ratePerSecond, isVerified };
  return JSON.stringify({ ...what, ...measured, ...faults });
}
