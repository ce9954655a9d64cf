/**
 * The process: its streams, signals, arguments and exit code, given to the command that was asked for.
 * It is the only module that knows `process`.
 */
import type { CommandIo, StopSignal } from "./command.ts";
import { runCommand } from "./run-command.ts";

const stopSignals: readonly StopSignal[] = ["SIGINT", "SIGTERM"];

const io: CommandIo = {
  // Not touched before it is needed: looking at it opens it.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  onStopSignal(listener) {
    for (const signal of stopSignals) process.on(signal, listener);
    return () => {
      for (const signal of stopSignals) process.off(signal, listener);
    };
  },
};

// A reader that has gone away (`… | head -1`) is no error of ours; commands that care listen themselves.
process.stdout.on("error", () => undefined);
process.stderr.on("error", () => undefined);

process.exitCode = await runCommand(process.argv.slice(2), io);
