/**
 * Reads the options of one object of a configuration. It collects what is wrong instead of stopping at it, names the place
 * of each, and knows in the end which options nobody asked for. Values are quoted only where they cannot be secrets.
 */
import { parseDuration } from "./duration.ts";
import { nearestName } from "./nearest-name.ts";

/** What reading found, beside the values. */
export interface ConfigReport {
  readonly problems: string[];
  readonly warnings: string[];
}

/** One object. Every method that reads an option returns `undefined` when it is absent or wrong. */
export class OptionReader {
  /** Of this object, such as `channel.namespaces[2]`; empty for the whole configuration. */
  readonly place: string;
  readonly #options: Readonly<Record<string, unknown>>;
  readonly #report: ConfigReport;
  readonly #known = new Set<string>();

  constructor(value: unknown, place: string, report: ConfigReport) {
    this.place = place;
    this.#report = report;
    if (!isRecord(value))
      report.problems.push(`${place || "the configuration"}: must be an object, not ${kindOf(value)}`);
    this.#options = isRecord(value) ? value : {};
  }

  /** The place of an option. */
  placeOf(name: string): string {
    return this.place === "" ? name : `${this.place}.${name}`;
  }

  /** True when the option is there. */
  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  /** Says what is wrong with an option. */
  refuse(name: string, why: string): undefined {
    this.#report.problems.push(`${this.placeOf(name)}: ${why}`);
  }

  /** Says what the user should know of an option. */
  warn(name: string, what: string): void {
    this.#report.warnings.push(`${this.placeOf(name)}: ${what}`);
  }

  text(name: string): string | undefined {
    const value = this.#value(name);
    return value === undefined || typeof value === "string" ? value : this.#wrongKind(name, "text", value);
  }

  /** Default false. */
  flag(name: string): boolean {
    const value = this.#value(name) ?? false;
    return typeof value === "boolean" ? value : (this.#wrongKind(name, "true or false", value) ?? false);
  }

  whole(name: string, lowest: number, highest: number): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value !== "number") return this.#wrongKind(name, "a number", value);
    if (Number.isInteger(value) && value >= lowest && value <= highest) return value;
    return this.refuse(name, `${value} is no whole number from ${lowest} to ${highest}`);
  }

  /** In milliseconds. */
  durationMs(name: string): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value !== "string") return this.#wrongKind(name, 'a duration such as "300s"', value);
    const durationMs = parseDuration(value);
    return durationMs ?? this.refuse(name, `${quote(value)} is no duration: write it as "300s", "5m" or "24h"`);
  }

  oneOf<const Values extends readonly string[]>(name: string, values: Values): Values[number] | undefined {
    const value = this.text(name);
    if (value === undefined || values.includes(value)) return value;
    const hint = nearestName(value, values);
    const meant = hint === undefined || hint === "" ? "" : `; did you mean ${quote(hint)}?`;
    const list = values.filter((each) => each !== "").map(quote);
    return this.refuse(name, `${quote(value)} is none of ${list.join(", ")}${meant}`);
  }

  /** A list of texts. Default: empty. */
  texts(name: string): readonly string[] {
    return this.#list(name).flatMap((value, i) => {
      if (typeof value === "string") return value;
      this.#wrongKind(`${name}[${i}]`, "text", value);
      return [];
    });
  }

  /** The options of an object; of none, when it is absent. */
  object(name: string): OptionReader {
    return new OptionReader(this.#value(name) ?? {}, this.placeOf(name), this.#report);
  }

  /** A list of objects. Default: empty. */
  objects(name: string): readonly OptionReader[] {
    return this.#list(name).map((value, i) => new OptionReader(value, `${this.placeOf(name)}[${i}]`, this.#report));
  }

  /** Options that are not offered and that nobody misses: said, where they ask for something. */
  notOffered(names: readonly string[], why: string): void {
    for (const name of names) if (asksForSomething(this.#value(name))) this.warn(name, why);
  }

  /** Options that are not offered and that must not be thought to work. */
  mustNot(names: readonly string[], why: string): void {
    for (const name of names) if (asksForSomething(this.#value(name))) this.refuse(name, why);
  }

  /** Any value. */
  take(name: string): unknown {
    return this.#value(name);
  }

  /** Says which options are there that nothing has asked for. */
  finish(): void {
    for (const name of Object.keys(this.#options)) {
      if (this.#known.has(name)) continue;
      const hint = nearestName(name, [...this.#known]);
      this.refuse(name, `there is no such option${hint === undefined ? "" : `; did you mean ${quote(hint)}?`}`);
    }
  }

  #value(name: string): unknown {
    this.#known.add(name);
    return Object.hasOwn(this.#options, name) ? (this.#options[name] ?? undefined) : undefined;
  }

  #list(name: string): readonly unknown[] {
    const value = this.#value(name) ?? [];
    if (Array.isArray(value)) return value;
    this.#wrongKind(name, "a list", value);
    return [];
  }

  #wrongKind(name: string, wanted: string, value: unknown): undefined {
    return this.refuse(name, `must be ${wanted}, not ${kindOf(value)}`);
  }
}

/** False for what switches nothing on: `false`, "", 0, and objects and lists of nothing else. */
function asksForSomething(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(asksForSomething);
  return Boolean(value);
}

/** For values that are no secrets: short, and on one line. */
function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "string") return "text";
  return typeof value === "undefined" ? "nothing" : `a ${typeof value}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
