/**
 * Names of channels: what a name may be, and patterns such as `room:{id}` that stand for many. A parameter matches one or
 * more characters other than `:`, so that `room:{id}` is `room:7` and not `room:7:admin`.
 */
import type { ChannelParameters } from "./channel-options.ts";

/** In UTF-8. */
const maxChannelBytes = 255;

const parameterName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** One declared name or pattern. */
export interface ChannelPattern {
  readonly source: string;
  /** Characters that stand for themselves: the more, the more particular the pattern. */
  readonly literalLength: number;
  /** Parameters of `channel`, or `undefined` when it does not match. */
  match(channel: string): ChannelParameters | undefined;
}

/** Why a client may not use a name, or `undefined` when it may. The application's own names are held to it too. */
export function channelNameFault(channel: string): string | undefined {
  if (channel === "") return "the channel has no name";
  // A character has at most three bytes for each unit of UTF-16, so short names need no count.
  if (channel.length * 3 > maxChannelBytes && utf8Length(channel) > maxChannelBytes) {
    return `the channel's name is longer than ${maxChannelBytes} bytes`;
  }
  if (hasControlCharacter(channel)) return "the channel's name has a control character";
  return channel.isWellFormed() ? undefined : "the channel's name is no Unicode text";
}

/** Reads a pattern. @throws RangeError that says what is wrong with it. */
export function parseChannelPattern(source: string): ChannelPattern {
  const names: string[] = [];
  const literals: string[] = [];
  let rest = source;
  while (rest !== "") {
    const open = rest.indexOf("{");
    const close = rest.indexOf("}");
    if (open < 0 && close < 0) break;
    if (close < 0) throw patternFault(source, 'it has a "{" without a "}"');
    if (open < 0 || close < open) throw patternFault(source, 'it has a "}" without a "{"');
    const name = rest.slice(open + 1, close);
    if (!parameterName.test(name)) throw patternFault(source, `"${name}" is no name for a parameter`);
    if (names.includes(name)) throw patternFault(source, `it has the parameter "${name}" twice`);
    if (open === 0 && names.length > 0) throw patternFault(source, "nothing stands between two parameters");
    literals.push(rest.slice(0, open));
    names.push(name);
    rest = rest.slice(close + 1);
  }
  literals.push(rest);
  const fault = channelNameFault(literals.join("x"));
  if (fault !== undefined) throw patternFault(source, fault);
  return {
    source,
    literalLength: literals.join("").length,
    match: (channel) => matchParts(channel, literals, names),
  };
}

/** Leftmost-shortest, without going back: a parameter ends at the first place where the literal after it stands. */
function matchParts(
  channel: string,
  literals: readonly string[],
  names: readonly string[],
): ChannelParameters | undefined {
  const [head = ""] = literals;
  if (names.length === 0) return channel === head ? {} : undefined;
  if (!channel.startsWith(head)) return undefined;
  const parameters: [string, string][] = [];
  let at = head.length;
  for (const [i, name] of names.entries()) {
    const literal = literals[i + 1] ?? "";
    const isLast = i === names.length - 1;
    const end = isLast ? channel.length - literal.length : channel.indexOf(literal, at + 1);
    if (end <= at || (isLast && !channel.endsWith(literal))) return undefined;
    const value = channel.slice(at, end);
    if (value.includes(":")) return undefined;
    parameters.push([name, value]);
    at = end + literal.length;
  }
  return Object.fromEntries(parameters);
}

function patternFault(source: string, why: string): RangeError {
  return new RangeError(`the channel pattern ${JSON.stringify(source)} is wrong: ${why}`);
}

function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
