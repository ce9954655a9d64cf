/**
 * What a command of `longwire` is, and what it gets from the process. It knows no particular command.
 */
import type { Readable, Writable } from "node:stream";

/** Signals that ask to end. */
export type StopSignal = "SIGINT" | "SIGTERM";

/** A stream that may be a terminal. */
export type MaybeTerminal<Stream> = Stream & { readonly isTTY?: boolean };

/** The process as a command sees it; tests put streams of their own in its place. */
export interface CommandIo {
  readonly stdin: MaybeTerminal<Readable>;
  readonly stdout: MaybeTerminal<Writable>;
  readonly stderr: MaybeTerminal<Writable>;
  /** Calls `listener` at each SIGINT and SIGTERM instead of ending the process. @returns a function that undoes it. */
  onStopSignal(listener: (signal: StopSignal) => void): () => void;
}

/** One command. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The page that `--help` prints. */
  readonly help: string;
  /** @returns the exit code. @throws CommandError for what the user is told in one line. */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}
