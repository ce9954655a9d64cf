/**
 * What a log says of an error: what kind it is, its code, and where it was thrown. Its message is left out, since whoever
 * made it may have put into it what a client sent; `JSON.parse` does. Only the messages of system calls are kept: they name
 * addresses and files of this server.
 */

/** An error without anything that was sent. */
export interface ErrorDescription {
  readonly name: string;
  readonly code?: string | number;
  readonly message?: string;
  /** What to do, of an error of the store: a text of its own. */
  readonly remedy?: string;
  /** Functions and places, innermost first. */
  readonly at?: readonly string[];
}

const maxFrames = 8;
const maxTextLength = 200;
/** A place in a stack of V8: an optional function, and a file with line and column. */
const frame = /^\s+at (?:(?:async )?[\w$.#<>[\] ]+ \()?(?:file|node|\/|[A-Z]:\\).*:\d+:\d+\)?$/;

/** @see ErrorDescription */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code, syscall, remedy } = error as NodeJS.ErrnoException & { readonly remedy?: unknown };
  const isWord = (typeof code === "string" && /^[A-Z][A-Z0-9_]*$/.test(code)) || typeof code === "number";
  return {
    name: error.constructor.name.slice(0, maxTextLength),
    ...(isWord ? { code } : {}),
    ...(typeof remedy === "string" ? { remedy: remedy.slice(0, maxTextLength) } : {}),
    ...(typeof syscall === "string" && isWord ? { message: error.message.slice(0, maxTextLength) } : {}),
    ...framesOf(error),
  };
}

/** The message stands before the places, and may be of many lines that look like places. */
function framesOf({ stack = "", message }: Error): { readonly at?: readonly string[] } {
  const messageAt = message === "" ? 0 : stack.indexOf(message);
  // A stack of another form than V8's is not looked into.
  if (messageAt < 0) return {};
  const places = stack
    .slice(messageAt + message.length)
    .split("\n")
    .filter((line) => frame.test(line))
    .map((line) => line.trim().slice("at ".length, maxTextLength));
  return places.length === 0 ? {} : { at: places.slice(0, maxFrames) };
}
