/**
 * `longwire connect` in a pipe: one line of input is one message, and output is nothing but what was received.
 * Both directions have backpressure: a slow server slows the input down, a slow reader the server.
 */
import type { Writable } from "node:stream";
import { TextDecoder } from "node:util";
import { ClosedError, type WebSocket } from "@longwire/websocket";
import type { CommandIo } from "../command.ts";
import type { SessionOptions } from "./connect-options.ts";
import { LineSplitter } from "./line-splitter.ts";
import { untilQuiet } from "./until-quiet.ts";

type Received = string | Buffer | ArrayBuffer;

const NEWLINE = "\n";
/** After the end of the connection, input is read for this long to find out whether some was left. */
const INPUT_GRACE_MS = 50;

/** The bytes or the string that a message is on stdout. */
function asOutput(data: Received, isRaw: boolean): string | Buffer {
  if (typeof data === "string") return data + NEWLINE;
  const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data);
  return isRaw ? bytes : bytes.toString("hex") + NEWLINE;
}

/** Writes what arrives; reading pauses while `output` is full, and the connection closes when nobody reads any more. */
function printMessages(socket: WebSocket, output: Writable, isRaw: boolean): void {
  socket.on("message", (data) => {
    if (!output.write(asOutput(data, isRaw))) socket.pause();
  });
  output.on("drain", () => socket.resume());
  output.on("error", () => socket.terminate());
}

/** Sends lines. @returns what is wrong, or `undefined` when the input has ended and everything was sent. */
async function sendLines(socket: WebSocket, io: CommandIo, isBinary: boolean): Promise<string | undefined> {
  const splitter = new LineSplitter();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let count = 0;
  const send = async (line: Buffer): Promise<string | undefined> => {
    count += 1;
    const message = isBinary ? line : decodeOrNothing(decoder, line);
    if (message === undefined) return `line ${count} of the input is not UTF-8: --binary sends lines as bytes`;
    if (!socket.send(message)) await socket.drained();
    return undefined;
  };
  try {
    for await (const chunk of io.stdin) {
      for (const line of splitter.push(chunk)) {
        const problem = await send(line);
        if (problem !== undefined) return problem;
      }
    }
    for (const line of splitter.end()) return await send(line);
    return undefined;
  } catch (error) {
    if (error instanceof ClosedError) return `the connection closed before line ${count} of the input was sent`;
    // Ending the session destroys the input; that is the only other end of a loop over it.
    if (socket.readyState === socket.CLOSED) return undefined;
    return `cannot read the input: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function decodeOrNothing(decoder: TextDecoder, line: Buffer): string | undefined {
  try {
    return decoder.decode(line);
  } catch {
    return undefined;
  }
}

/** Runs from open to closed. It must be called when the socket opens. @returns what went wrong with the input, if anything. */
export async function runPipedSession(
  socket: WebSocket,
  io: CommandIo,
  { isBinary, isRaw, waitMs, closeCode }: SessionOptions,
): Promise<string | undefined> {
  printMessages(socket, io.stdout, isRaw);
  // A producer that never ends must not keep a program alive whose connection is gone; what it has written already is
  // looked at, though: input that could not be sent is no good end.
  socket.once("close", () => setTimeout(() => io.stdin.destroy(), INPUT_GRACE_MS));
  const problem = await sendLines(socket, io, isBinary);
  if (problem === undefined) await untilQuiet(socket, waitMs);
  socket.close(closeCode);
  await socket.closed;
  return problem;
}
