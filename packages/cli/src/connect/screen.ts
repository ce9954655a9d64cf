/**
 * Where the lines of `longwire connect` go: messages to stdout, everything else to stderr, and on a terminal all of them
 * above the line that is being typed. It knows streams and colours, no connection.
 */
import { clearLine, cursorTo, type Interface } from "node:readline";
import type { Writable } from "node:stream";
import { styleText } from "node:util";
import type { CommandIo, MaybeTerminal } from "../command.ts";

type Style = "dim" | "cyan" | "red";

/** The output of one command. */
export class Screen {
  readonly #io: CommandIo;
  /** The line that is being typed, if there is one. */
  #prompt: { readonly readline: Interface; readonly output: Writable } | undefined;

  constructor(io: CommandIo) {
    this.#io = io;
  }

  /** From now on lines are printed above the prompt of `readline`, which is on `output`. */
  showAbove(readline: Interface, output: Writable): void {
    this.#prompt = { readline, output };
    readline.once("close", () => {
      this.#prompt = undefined;
      // The prompt stands on a line of its own; what follows must not.
      output.write("\n");
    });
  }

  /** What the program has to say. */
  status(text: string): void {
    this.#line(this.#io.stderr, text, "dim");
  }

  /** Why something failed. */
  problem(text: string): void {
    this.#line(this.#io.stderr, text, "red");
  }

  /** One frame of `--frames`. */
  frame(text: string): void {
    this.#line(this.#io.stderr, text, "dim");
  }

  /** A received message, already made safe, for people. */
  received(text: string): void {
    this.#line(this.#io.stdout, text, "cyan");
  }

  #line(stream: MaybeTerminal<Writable>, text: string, style: Style): void {
    // `styleText` looks at the terminal and at NO_COLOR.
    const line = `${stream.isTTY === true ? styleText(style, text, { stream }) : text}\n`;
    const prompt = this.#prompt;
    if (prompt === undefined || stream.isTTY !== true) {
      stream.write(line);
      return;
    }
    cursorTo(prompt.output, 0);
    clearLine(prompt.output, 0);
    stream.write(line);
    prompt.readline.prompt(true);
  }
}
