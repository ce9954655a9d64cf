/**
 * `longwire connect` for a person at a terminal: a prompt, messages above it, and a few commands.
 * It knows the conversation; how lines get on the screen is for `screen.ts`.
 */
import { createInterface, type Interface } from "node:readline";
import type { WebSocket } from "@longwire/websocket";
import { UsageError } from "@longwire/wire";
import type { CommandIo } from "../command.ts";
import { escapeControls } from "../frames/escape-text.ts";
import type { SessionOptions } from "./connect-options.ts";
import type { Screen } from "./screen.ts";
import { parseTypedLine, slashHelp } from "./slash-command.ts";

/** A longer binary message is shown by its beginning. */
const MAX_SHOWN_BYTES = 1024;

function showMessage(screen: Screen, data: string | Buffer | ArrayBuffer): void {
  if (typeof data === "string") {
    screen.received(`< ${escapeControls(data, "\n\t")}`);
    return;
  }
  const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data);
  const hex = bytes.subarray(0, MAX_SHOWN_BYTES).toString("hex");
  screen.received(`< binary, ${bytes.length} bytes: ${hex}${bytes.length > MAX_SHOWN_BYTES ? "…" : ""}`);
}

/** The conversation over one socket. */
class Conversation {
  readonly #socket: WebSocket;
  readonly #screen: Screen;
  readonly #options: SessionOptions;
  /** When the Ping with this text was sent. */
  readonly #pings = new Map<string, number>();

  constructor(socket: WebSocket, screen: Screen, options: SessionOptions) {
    this.#socket = socket;
    this.#screen = screen;
    this.#options = options;
    socket.on("message", (data) => showMessage(screen, data));
    socket.on("pong", (payload) => this.#onPong(payload));
  }

  /** Does what `line` says. What cannot be done is said on the screen. */
  handle(line: string): void {
    try {
      this.#do(line);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.#screen.problem(error.message);
    }
  }

  /** Ends it as the options say. */
  end(): void {
    this.#socket.close(this.#options.closeCode);
  }

  #do(line: string): void {
    const typed = parseTypedLine(line, this.#options.isBinary);
    if (typed.type === "help") this.#screen.status(slashHelp);
    else if (typed.type === "wrong") this.#screen.problem(typed.message);
    else if (typed.type === "send") this.#socket.send(typed.data);
    else if (typed.type === "close") this.#socket.close(typed.code, typed.reason);
    else this.#ping(typed.text);
  }

  #ping(text: string): void {
    this.#socket.ping(text);
    this.#pings.set(text, performance.now());
  }

  #onPong(payload: Buffer): void {
    const text = payload.toString();
    const sentAt = this.#pings.get(text);
    this.#pings.delete(text);
    const time = sentAt === undefined ? "not asked for" : `after ${(performance.now() - sentAt).toFixed(1)} ms`;
    this.#screen.status(`pong${text === "" ? "" : ` "${escapeControls(text)}"`}, ${time}`);
  }
}

function openPrompt(io: CommandIo): Interface {
  // With stdout in a pipe the prompt must not get into it.
  const output = io.stdout.isTTY === true ? io.stdout : io.stderr;
  return createInterface({ input: io.stdin, output, terminal: true, prompt: "> ", historySize: 1000 });
}

/** Runs from open to closed. It must be called when the socket opens. */
export async function runInteractiveSession(
  socket: WebSocket,
  io: CommandIo,
  screen: Screen,
  options: SessionOptions,
): Promise<void> {
  const conversation = new Conversation(socket, screen, options);
  screen.status("/help lists what can be typed; Ctrl+D closes the connection");
  const readline = openPrompt(io);
  screen.showAbove(readline, io.stdout.isTTY === true ? io.stdout : io.stderr);
  readline.on("line", (line) => {
    conversation.handle(line);
    readline.prompt();
  });
  // Ctrl+C and Ctrl+D both leave.
  readline.on("SIGINT", () => readline.close());
  readline.on("close", () => conversation.end());
  readline.prompt();
  await socket.closed;
  readline.close();
  io.stdin.destroy();
}
