/**
 * The lines that a person types into `longwire connect`: messages, and commands that begin with "/".
 * It reads them; `interactive-session.ts` carries them out.
 */

/** What a line asks for. */
export type TypedLine =
  | { readonly type: "send"; readonly data: string | Buffer }
  | { readonly type: "ping"; readonly text: string }
  | { readonly type: "close"; readonly code: number | undefined; readonly reason: string }
  | { readonly type: "help" }
  | { readonly type: "wrong"; readonly message: string };

/** The page of `/help`. */
export const slashHelp = `  TEXT                   send a text message; a first "/" is written "//"
  /binary HEX            send a binary message, such as /binary 48 65 6c
  /ping [TEXT]           send a Ping; its Pong is shown with the time it took
  /close [CODE [REASON]] close the connection
  /help                  this list
  Ctrl+D                 close the connection and leave`;

function wrong(message: string): TypedLine {
  return { type: "wrong", message };
}

function parseBinary(text: string): TypedLine {
  const hex = text.replace(/\s+/g, "");
  const isHex = hex.length % 2 === 0 && /^[0-9a-f]*$/i.test(hex);
  return isHex ? { type: "send", data: Buffer.from(hex, "hex") } : wrong("/binary takes pairs of hexadecimal digits");
}

function parseClose(text: string): TypedLine {
  const [code = "", ...reason] = text.split(" ");
  if (code === "") return { type: "close", code: undefined, reason: "" };
  if (!/^\d{4}$/.test(code)) return wrong("/close takes a code of four digits, and then a reason");
  return { type: "close", code: Number(code), reason: reason.join(" ") };
}

/** Reads a line. @param isBinary plain lines are binary messages. */
export function parseTypedLine(line: string, isBinary: boolean): TypedLine {
  if (!line.startsWith("/") || line.startsWith("//")) {
    const text = line.startsWith("//") ? line.slice(1) : line;
    return { type: "send", data: isBinary ? Buffer.from(text) : text };
  }
  const [name = "", ...rest] = line.split(" ");
  const text = rest.join(" ").trim();
  if (name === "/binary") return parseBinary(text);
  if (name === "/ping") return { type: "ping", text };
  if (name === "/close") return parseClose(text);
  if (name === "/help") return { type: "help" };
  return wrong(`there is no command ${name}: /help lists them, and "/${name}" sends it as text`);
}
