/**
 * The options of `longwire connect`, read and checked.
 */
import type { ConnectOptions as SocketOptions } from "@longwire/websocket";
import { CommandError } from "../command-error.ts";
import { parseOptions, wholeNumber } from "../parse-options.ts";
import { readOptionFile } from "../read-option-file.ts";

/** Silence after the end of input that counts as "all replies are here". */
export const defaultWaitMs = 100;
const MAX_TIMER_MS = 2 ** 31 - 1;
const NORMAL_CLOSURE = 1000;

/** How a session sends and prints. */
export interface SessionOptions {
  /** Lines are sent as binary messages. */
  readonly isBinary: boolean;
  /** Binary messages are written as they are, not as hex. */
  readonly isRaw: boolean;
  readonly waitMs: number;
  readonly closeCode: number;
}

/** A whole command line. */
export interface ConnectArguments {
  readonly url: string;
  readonly subprotocols: readonly string[];
  readonly showsFrames: boolean;
  readonly socket: Pick<SocketOptions, "headers" | "origin" | "tls" | "http2" | "limits" | "perMessageDeflate">;
  readonly session: SessionOptions;
}

/** Reads the command line. @throws CommandError for what cannot work. */
export function parseConnectArguments(args: readonly string[]): ConnectArguments {
  const { values, positionals } = parseOptions(
    args,
    {
      frames: { type: "boolean", default: false },
      deflate: { type: "boolean", default: false },
      header: { type: "string", multiple: true, default: [] },
      subprotocol: { type: "string", multiple: true, default: [] },
      origin: { type: "string" },
      ca: { type: "string" },
      insecure: { type: "boolean", default: false },
      http2: { type: "boolean", default: false },
      binary: { type: "boolean", default: false },
      raw: { type: "boolean", default: false },
      wait: { type: "string", default: String(defaultWaitMs) },
      "close-code": { type: "string", default: String(NORMAL_CLOSURE) },
      "max-payload": { type: "string" },
    },
    ["URL"],
  );
  const maxPayload = values["max-payload"];
  return {
    url: positionals[0] ?? "", // parseOptions has counted
    subprotocols: values.subprotocol,
    showsFrames: values.frames,
    socket: {
      headers: values.header.map(parseHeader),
      origin: values.origin,
      perMessageDeflate: values.deflate,
      tls: {
        ...(values.ca === undefined ? {} : { ca: readOptionFile("--ca", values.ca) }),
        rejectUnauthorized: !values.insecure,
      },
      http2: values.http2 ? "only" : false,
      limits:
        maxPayload === undefined
          ? undefined
          : { maxMessageBytes: wholeNumber("--max-payload", maxPayload, 0, Number.MAX_SAFE_INTEGER) },
    },
    session: {
      isBinary: values.binary,
      isRaw: values.raw,
      waitMs: wholeNumber("--wait", values.wait, 0, MAX_TIMER_MS),
      closeCode: parseCloseCode(values["close-code"]),
    },
  };
}

function parseHeader(text: string): readonly [string, string] {
  const colon = text.indexOf(":");
  if (colon < 1) throw new CommandError(`--header takes "Name: value", not "${text}"`);
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}

/** RFC 6455 §7.4: 1000 or an application's own. The others say what a library found, and are not for people to send. */
function parseCloseCode(text: string): number {
  const code = wholeNumber("--close-code", text, NORMAL_CLOSURE, 4999);
  if (code === NORMAL_CLOSURE || code >= 3000) return code;
  throw new CommandError(`--close-code must be 1000 or from 3000 to 4999, not ${code}`);
}
