/**
 * Judges whether a connection sends too much.
 */
import type { DisconnectName } from "@longwire/protocol";
import type { HubLimits } from "../hub-limits.ts";
import { RateLimit } from "./rate-limit.ts";

/** The inbound limits of one connection. */
export class FrameLimits {
  readonly #maxFrameBytes: number;
  readonly #frames: RateLimit;
  readonly #commands: RateLimit;
  readonly #bytes: RateLimit;

  constructor(limits: HubLimits, now: number) {
    this.#maxFrameBytes = limits.maxFrameBytes;
    this.#frames = new RateLimit(limits.framesPerSecond, now);
    this.#commands = new RateLimit(limits.commandsPerSecond, now);
    this.#bytes = new RateLimit(limits.bytesPerSecond, now);
  }

  /** @param length of a frame: bytes, or characters of text. @returns why the connection is to end, if it is. */
  admit(length: number, now: number): DisconnectName | undefined {
    if (length > this.#maxFrameBytes) return "badRequest";
    return this.#frames.take(1, now) && this.#bytes.take(length, now) ? undefined : "tooManyRequests";
  }

  admitCommand(now: number): boolean {
    return this.#commands.take(1, now);
  }
}
