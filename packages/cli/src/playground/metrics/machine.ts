/**
 * Reads the counters of this process and this machine.
 * The only module that touches `process`, `os` and the event-loop histogram; it keeps no history.
 */

import { cpus } from "node:os";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { Reading } from "./reading.ts";
import type { Traffic } from "./traffic.ts";

type LoopDelay = ReturnType<typeof monitorEventLoopDelay>;

// 20 probes between two samples. A finer one costs more CPU than all the rest of an idle server.
const PROBE_INTERVAL_MS = 5;

/** The process and the machine that this code runs on. The probe of the event loop runs until `close`. */
export class Machine {
  readonly #traffic: Traffic;
  readonly #loopDelay: LoopDelay = monitorEventLoopDelay({ resolution: PROBE_INTERVAL_MS });

  constructor(traffic: Traffic) {
    this.#traffic = traffic;
    this.#loopDelay.enable();
  }

  /** All counters now. Event-loop delays are those since the last call. */
  read(): Reading {
    const cpu = process.cpuUsage();
    const memory = process.memoryUsage();
    const loop = this.#loopDelay;
    const reading: Reading = {
      at: Date.now(),
      uptimeMs: performance.now(),
      processCpuUs: cpu.user + cpu.system,
      ...systemTimes(),
      rssBytes: memory.rss,
      heapBytes: memory.heapUsed,
      loopP50Ms: delayMs(loop, 50),
      loopP99Ms: delayMs(loop, 99),
      connections: this.#traffic.connections,
      messagesIn: this.#traffic.messagesIn,
      messagesOut: this.#traffic.messagesOut,
    };
    loop.reset();
    return reading;
  }

  /** Ends the probe. */
  close(): void {
    this.#loopDelay.disable();
  }
}

function systemTimes(): { systemBusyMs: number; systemTotalMs: number } {
  let systemBusyMs = 0;
  let systemTotalMs = 0;
  for (const { times } of cpus()) {
    const busy = times.user + times.nice + times.sys + times.irq;
    systemBusyMs += busy;
    systemTotalMs += busy + times.idle;
  }
  return { systemBusyMs, systemTotalMs };
}

// The histogram holds whole intervals between two probes, in ns; what exceeds the asked interval is the delay.
function delayMs(histogram: LoopDelay, percentile: number): number {
  return histogram.count === 0 ? 0 : Math.max(0, histogram.percentile(percentile) / 1e6 - PROBE_INTERVAL_MS);
}
