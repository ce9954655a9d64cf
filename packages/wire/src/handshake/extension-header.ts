/**
 * Sec-WebSocket-Extensions as data and back (RFC 6455 §9.1): a scanner that goes over the header once.
 * It knows the grammar and no extension. Names are kept as they are written; case matters.
 */
import type { ExtensionElement, ExtensionParameter } from "../extension.ts";
import { UsageError } from "../usage-error.ts";
import { HeaderScanner } from "./header-scanner.ts";
import { isToken } from "./token.ts";

/**
 * Most extensions and parameters, counted together, in one header. A limit of its own, because each costs far more
 * memory than the two bytes that it takes in the header.
 */
export const maxExtensionParts = 128;

/**
 * Reads the header, its lines joined with commas; `undefined` when it is malformed or has more than
 * `maxExtensionParts`. Pinned: empty list elements are ignored (RFC 9110 §5.6.1), so `""` and `","` offer nothing;
 * empty parameters (`a;;b`) are malformed.
 */
export function parseExtensions(value: string): ExtensionElement[] | undefined {
  const scanner = new HeaderScanner(value);
  const elements: ExtensionElement[] = [];
  let parts = 0;
  do {
    if (scanner.isAtElementEnd()) continue;
    const element = parseExtension(scanner);
    if (element === undefined) return undefined;
    parts += 1 + element.parameters.length;
    if (parts > maxExtensionParts) return undefined;
    elements.push(element);
  } while (scanner.take(","));
  return scanner.isAtEnd() ? elements : undefined;
}

/** extension = extension-token *( ";" extension-param ) */
function parseExtension(scanner: HeaderScanner): ExtensionElement | undefined {
  const name = scanner.takeToken();
  if (name === undefined) return undefined;
  const parameters: ExtensionParameter[] = [];
  while (scanner.take(";")) {
    const parameter = parseParameter(scanner);
    if (parameter === undefined) return undefined;
    parameters.push(parameter);
  }
  return { name, parameters };
}

/** extension-param = token [ "=" (token | quoted-string) ]; the quoted string must hold a token too. */
function parseParameter(scanner: HeaderScanner): ExtensionParameter | undefined {
  const name = scanner.takeToken();
  if (name === undefined) return undefined;
  if (!scanner.take("=")) return { name, value: undefined };
  const value = scanner.takeToken() ?? scanner.takeQuotedString();
  // RFC 6455 §9.1: the value after unescaping must conform to the token ABNF.
  return value !== undefined && isToken(value) ? { name, value } : undefined;
}

/** Writes a header value, each parameter value unquoted. @throws UsageError when a name or a value is not a token. */
export function formatExtensions(elements: readonly ExtensionElement[]): string {
  return elements.map(formatExtension).join(", ");
}

function formatExtension({ name, parameters }: ExtensionElement): string {
  let text = tokenOf(name);
  for (const parameter of parameters) {
    text += `; ${tokenOf(parameter.name)}`;
    if (parameter.value !== undefined) text += `=${tokenOf(parameter.value)}`;
  }
  return text;
}

function tokenOf(text: string): string {
  if (isToken(text)) return text;
  throw new UsageError("ERR_INVALID_ARGUMENT", "Names and parameters of extensions must be tokens.");
}
