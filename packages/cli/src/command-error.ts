/**
 * The error of a command that cannot do what it was asked: one line for the user, and the exit code.
 */

/** Exit codes of `longwire`. */
export const exitCodes = {
  done: 0,
  /** It was tried and failed. */
  failed: 1,
  /** The command line is wrong; nothing was tried. */
  usage: 2,
  /** Ended by a signal: this plus the signal's number, as shells count. */
  signal: 128,
} as const;

/** Its message is shown as it is, without a stack. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;

  /** @param exitCode default: 2, the command line is wrong. */
  constructor(message: string, exitCode: number = exitCodes.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}
