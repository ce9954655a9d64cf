/**
 * `longwire connect`: from the command line to the exit code. The session itself is in `piped-session.ts` and
 * `interactive-session.ts`.
 */
import { WebSocket } from "@longwire/websocket";
import { type CloseResult, UsageError } from "@longwire/wire";
import type { Command, CommandIo, StopSignal } from "../command.ts";
import { CommandError, exitCodes } from "../command-error.ts";
import { FramePrinter } from "../frames/frame-printer.ts";
import { type ConnectArguments, defaultWaitMs, parseConnectArguments } from "./connect-options.ts";
import { describeClose, isPeaceful } from "./describe-close.ts";
import { describeFailure } from "./describe-failure.ts";
import { runInteractiveSession } from "./interactive-session.ts";
import { runPipedSession } from "./piped-session.ts";
import { Screen } from "./screen.ts";

const help = `longwire connect: talk to a WebSocket server

At a terminal: type messages, see what arrives, /help lists the commands, Ctrl+D closes.
In a pipe: every line of input is one message, and output is nothing but the received messages, one
per line. After the end of input it waits until the server has answered a Ping (5 seconds at most)
and has then been silent for --wait, and closes; what arrives until then is still written.

Usage:
  longwire connect URL [OPTIONS]       URL is like ws://host:port/path or wss://host/path

Options:
  --deflate                offer permessage-deflate (RFC 7692); in --frames, RSV1 tells of it
  --frames                 show every frame in both directions on stderr, control frames too:
                           direction, FIN and RSV bits, opcode, masking key, payload length in
                           bytes, and the first 64 bytes of the payload
  --header "Name: value"   send this header line with the handshake; may be repeated
  --subprotocol P          offer this subprotocol; may be repeated, the most wanted first
  --origin O               send this Origin header, as a page of that origin would (default: none)
  --ca FILE                trust the certificates in this PEM file instead of the well-known ones
  --insecure               do not verify the server's certificate
  --http2                  connect over HTTP/2 (RFC 8441), or not at all
  --binary                 send lines as binary messages instead of text
  --raw                    in a pipe, write binary messages as they are, not as a line of hex each
  --wait MS                in a pipe, silence in milliseconds after which to close (default: ${defaultWaitMs})
  --close-code CODE        code to close with, 1000 or 3000 to 4999 (default: 1000)
  --max-payload BYTES      longest message to accept, in bytes (default: 16777216, that is 16 MiB)
  -h, --help               this page

Exit code 0: the connection was closed properly, or the reader of the output has gone. 1: it could
not be made, broke, was closed by the server with a code that means trouble, or not all of the input
could be sent; stderr says why. 130 after Ctrl+C in a pipe, 143 after SIGTERM.

Examples:
  longwire connect ws://127.0.0.1:9001 --frames
  echo hello | longwire connect wss://example.com/feed --header "Authorization: Bearer TOKEN"
`;

const signalNumbers: Readonly<Record<StopSignal, number>> = { SIGINT: 2, SIGTERM: 15 };

/** What happened besides the close. */
interface Trouble {
  /** The network's error, before or after the handshake. */
  error?: Error;
  /** Of stdout: nobody reads, or it cannot be written. */
  output?: NodeJS.ErrnoException;
  signal?: StopSignal;
  input?: string | undefined;
}

/** @throws CommandError for a URL, header or subprotocol that cannot work. */
function open({ url, subprotocols, socket, showsFrames }: ConnectArguments, screen: Screen): WebSocket {
  const frames = showsFrames ? new FramePrinter((line) => screen.frame(line)) : undefined;
  try {
    const opened = new WebSocket(url, subprotocols, { ...socket, tap: frames });
    opened.once("close", () => frames?.end());
    return opened;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new CommandError(error.message);
  }
}

/** First signal: close; second: do not wait for the server. */
function watchSignals(io: CommandIo, socket: WebSocket, trouble: Trouble): () => void {
  return io.onStopSignal((signal) => {
    if (trouble.signal === undefined && socket.readyState === socket.OPEN) socket.close(1001);
    else socket.terminate();
    trouble.signal ??= signal;
  });
}

/** Runs the session as soon as the socket opens, since messages may follow at once. @returns whether it ever opened. */
function runSession(socket: WebSocket, start: () => Promise<void>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let isOpened = false;
    socket.once("open", () => {
      isOpened = true;
      start().then(() => resolve(true), reject);
    });
    socket.once("close", () => {
      if (!isOpened) resolve(false);
    });
  });
}

/** Says how it ended. @returns the exit code. */
function conclude(screen: Screen, result: CloseResult, trouble: Trouble, isTerminal: boolean): number {
  const { error, output, signal, input } = trouble;
  if (output !== undefined) {
    if (output.code === "EPIPE") return exitCodes.done;
    screen.problem(`longwire connect: cannot write the output: ${output.message}`);
    return exitCodes.failed;
  }
  if (input !== undefined) screen.problem(`longwire connect: ${input}`);
  const isGood = isPeaceful(result);
  if (!isGood) {
    screen.problem(
      `longwire connect: ${describeClose(result)}${error === undefined ? "" : ` (${describeFailure(error)})`}`,
    );
  } else if (isTerminal) {
    screen.status(describeClose(result));
  }
  if (signal !== undefined) return exitCodes.signal + signalNumbers[signal];
  return isGood && input === undefined ? exitCodes.done : exitCodes.failed;
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const parsed = parseConnectArguments(args);
  const screen = new Screen(io);
  const socket = open(parsed, screen);
  const isTerminal = io.stdin.isTTY === true;
  const trouble: Trouble = {};
  socket.on("error", (error) => {
    trouble.error ??= error;
  });
  io.stdout.on("error", (error) => {
    trouble.output ??= error;
  });
  const stopWatching = watchSignals(io, socket, trouble);
  const isOpened = await runSession(socket, async () => {
    if (isTerminal) {
      screen.status(`connected to ${socket.url}${socket.protocol === "" ? "" : `, subprotocol ${socket.protocol}`}`);
      await runInteractiveSession(socket, io, screen, parsed.session);
    } else {
      trouble.input = await runPipedSession(socket, io, parsed.session);
    }
  });
  stopWatching();
  if (isOpened) return conclude(screen, await socket.closed, trouble, isTerminal);
  if (trouble.signal !== undefined) return exitCodes.signal + signalNumbers[trouble.signal];
  const reason = trouble.error === undefined ? "the attempt ended" : describeFailure(trouble.error);
  screen.problem(`longwire connect: cannot connect to ${socket.url}: ${reason}`);
  return exitCodes.failed;
}

/** The command. */
export const connectCommand: Command = {
  name: "connect",
  summary: "talk to a WebSocket server, at a terminal or in a pipe; --frames shows every frame",
  help,
  run,
};
