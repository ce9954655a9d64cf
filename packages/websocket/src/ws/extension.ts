/**
 * `WebSocket.extension`: Sec-WebSocket-Extensions as the objects of `ws`, with the parser of @longwire/wire.
 */
import { type ExtensionElement, type ExtensionParameter, formatExtensions, parseExtensions } from "@longwire/wire";

/** Values of one parameter: `true` for a bare name. */
export type ExtensionParameters = Record<string, (string | true)[]>;

/** Offers by the name of the extension. @throws SyntaxError for a header that is malformed or empty. */
export function parse(header: string): Record<string, ExtensionParameters[]> {
  const elements = parseExtensions(header);
  if (elements === undefined || elements.length === 0) {
    throw new SyntaxError("Invalid Sec-WebSocket-Extensions header");
  }
  // Without prototype: names come from a peer.
  const offers: Record<string, ExtensionParameters[]> = Object.create(null);
  for (const { name, parameters } of elements) {
    const values: ExtensionParameters = Object.create(null);
    for (const { name: key, value } of parameters) {
      values[key] ??= [];
      values[key].push(value ?? true);
    }
    offers[name] ??= [];
    offers[name].push(values);
  }
  return offers;
}

type Value = string | number | true;
type Parameters = Readonly<Record<string, Value | readonly Value[]>>;

/** The header value for offers or answers. @throws Error for a name or value that cannot be sent. */
export function format(extensions: Readonly<Record<string, Parameters | readonly Parameters[]>>): string {
  const elements: ExtensionElement[] = [];
  for (const [name, configurations] of Object.entries(extensions)) {
    for (const configuration of [configurations].flat() as Parameters[]) {
      elements.push({ name, parameters: toParameters(configuration) });
    }
  }
  return formatExtensions(elements);
}

/** Parameters in the order in which they are written. */
export function toParameters(configuration: Parameters): ExtensionParameter[] {
  return Object.entries(configuration).flatMap(([name, values]) =>
    ([values].flat() as Value[]).map((value) => ({ name, value: value === true ? undefined : String(value) })),
  );
}
