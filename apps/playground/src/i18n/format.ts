/**
 * Numbers, times and days as a language writes them. Pure, but for the time zone of the machine.
 */

import type { Metric } from "@longwire/cli/playground";
import type { Locale } from "./locale.ts";
import type { Messages } from "./messages.ts";

/** Formats of one language. */
export interface Format {
  /** Hours and minutes. */
  readonly time: (at: number) => string;
  /** Hours, minutes, seconds. */
  readonly clockTime: (at: number) => string;
  /** Hours, minutes, seconds, tenths. */
  readonly preciseTime: (at: number) => string;
  /** Today, yesterday, or the date. */
  readonly day: (at: number, now: number) => string;
  /** A measured value without its unit, with as many digits as it deserves. */
  readonly figure: (metric: Metric, value: number) => string;
  /** A count. */
  readonly count: (value: number) => string;
  /** The unit of `figure`; empty for a mere count. */
  readonly unit: (metric: Metric) => string;
}

const BYTES_PER_MEGABYTE = 1_000_000;

/** The formats of a language. Making them is costly, using them is not. */
export function formatOf(locale: Locale, messages: Messages): Format {
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const toSecond = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
  const clockTime = new Intl.DateTimeFormat(locale, toSecond);
  const preciseTime = new Intl.DateTimeFormat(locale, { ...toSecond, fractionalSecondDigits: 1 });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  const decimals = [0, 1, 2].map(
    (digits) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const number = (value: number, digits: number): string => decimals[digits]?.format(value) ?? String(value);
  const { units } = messages.data;
  return {
    time: (at) => time.format(at),
    clockTime: (at) => clockTime.format(at),
    preciseTime: (at) => preciseTime.format(at),
    day: (at, now) => {
      const days = daysBetween(at, now);
      return days === 0 ? messages.room.today : days === 1 ? messages.room.yesterday : date.format(at);
    },
    figure: (metric, value) => {
      if (metric === "rssBytes" || metric === "heapBytes") return number(value / BYTES_PER_MEGABYTE, 1);
      if (metric === "loopP50Ms" || metric === "loopP99Ms") return number(value, 2);
      return number(value, metric === "processCpu" || metric === "systemCpu" ? 1 : 0);
    },
    count: (value) => number(value, 0),
    unit: (metric) => {
      if (metric === "rssBytes" || metric === "heapBytes") return units.memory;
      if (metric === "loopP50Ms" || metric === "loopP99Ms") return units.loop;
      if (metric === "processCpu" || metric === "systemCpu") return units.cpu;
      return metric === "connections" ? "" : messages.data.perSecond("").trim();
    },
  };
}

/** Midnights between two moments, in the machine's time zone. */
export function daysBetween(earlier: number, later: number): number {
  // Noon, because days around a change of the clocks are 23 or 25 hours long.
  const noon = (at: number): number => new Date(at).setHours(12, 0, 0, 0);
  return Math.round((noon(later) - noon(earlier)) / 86_400_000);
}
