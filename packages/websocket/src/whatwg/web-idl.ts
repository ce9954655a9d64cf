/**
 * Web IDL's conversions of JavaScript values, as far as the interfaces of this folder need them.
 * It knows types, not what they are used for. A failed conversion throws TypeError, as in browsers.
 */

/** Web IDL "overload resolution": fewer arguments than the required ones. @throws TypeError. */
export function requireArguments(given: number, needed: number, where: string): void {
  if (given >= needed) return;
  throw new TypeError(`${where}: ${needed} argument required, but only ${given} present.`);
}

/** DOMString: any value but a symbol; lone surrogates stay. @throws TypeError, or what `toString` throws. */
export function toDomString(value: unknown): string {
  // A template converts as Web IDL says; `String` would accept a symbol.
  return `${value as string}`;
}

/** USVString: as DOMString, lone surrogates replaced by U+FFFD. */
export function toUsvString(value: unknown): string {
  return toDomString(value).toWellFormed();
}

/** `[Clamp] unsigned short`: the nearest integer of 0 to 65535, ties to even, NaN as 0. @throws TypeError for symbols and BigInts. */
export function clampToUnsignedShort(value: unknown): number {
  const clamped = Math.min(Math.max(toNumber(value), 0), 65535);
  if (Number.isNaN(clamped)) return 0;
  const floor = Math.floor(clamped);
  const rest = clamped - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** `[EnforceRange] unsigned short`. @throws TypeError for what is not finite or, truncated, not within 0 to 65535. */
export function enforceUnsignedShort(value: unknown, what: string): number {
  const truncated = Math.trunc(toNumber(value));
  if (truncated >= 0 && truncated <= 65535) return truncated + 0;
  throw new TypeError(`${what} is outside the range of unsigned short.`);
}

/** `unsigned short`: truncated, modulo 2¹⁶. */
export function toUnsignedShort(value: unknown): number {
  return Uint16Array.of(toNumber(value))[0] ?? 0;
}

/** A dictionary: an object, or nothing for undefined and null. @throws TypeError for anything else. */
export function toDictionary(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  // Read by name only, once, as Web IDL reads a dictionary.
  if (isObject(value)) return value as Readonly<Record<string, unknown>>;
  throw new TypeError(`${what} cannot be converted to a dictionary.`);
}

/** `sequence<T>`: an object that can be iterated. @throws TypeError for anything else. */
export function toSequence<T>(value: unknown, convert: (element: unknown) => T, what: string): T[] {
  if (!isObject(value) || !isIterable(value)) throw new TypeError(`${what} cannot be converted to a sequence.`);
  const elements: T[] = [];
  for (const element of value) elements.push(convert(element));
  return elements;
}

/** `(DOMString or sequence<DOMString>)`, as the list that it means; undefined is the empty one. */
export function toStringOrSequence(value: unknown, what: string): string[] {
  if (value === undefined) return [];
  if (isObject(value) && isIterable(value)) return toSequence(value, toDomString, what);
  return [toDomString(value)];
}

/** True for objects and functions. */
export function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function isIterable(value: object): value is Iterable<unknown> {
  const method: unknown = Reflect.get(value, Symbol.iterator);
  return method !== undefined && method !== null;
}

function toNumber(value: unknown): number {
  // Unary plus refuses symbols and BigInts, as ECMAScript's ToNumber; `Number` would accept a BigInt.
  return +(value as number);
}
