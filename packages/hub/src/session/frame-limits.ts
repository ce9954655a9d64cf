/**
 * Judges whether a connection sends too much: so many frames, commands and bytes per second, and a burst of twice as many.
 * One object for all three, since every connection has it.
 */
import type { DisconnectName } from "@longwire/protocol";
import type { HubLimits } from "../hub-limits.ts";

/** The inbound limits of one connection. */
export class FrameLimits {
  readonly #limits: HubLimits;
  /** What may still come, of each kind; it fills with time. */
  #frames: number;
  #commands: number;
  #bytes: number;
  #at: number;

  constructor(limits: HubLimits, now: number) {
    this.#limits = limits;
    this.#frames = 2 * limits.framesPerSecond;
    this.#commands = 2 * limits.commandsPerSecond;
    this.#bytes = 2 * limits.bytesPerSecond;
    this.#at = now;
  }

  /** @param length of a frame in bytes. @returns why the connection is to end, if it is. */
  admit(length: number, now: number): DisconnectName | undefined {
    const { maxFrameBytes, framesPerSecond, commandsPerSecond, bytesPerSecond } = this.#limits;
    if (length > maxFrameBytes) return "badRequest";
    const seconds = (now - this.#at) / 1000;
    this.#at = now;
    this.#frames = filled(this.#frames, framesPerSecond, seconds) - 1;
    this.#bytes = filled(this.#bytes, bytesPerSecond, seconds) - length;
    this.#commands = filled(this.#commands, commandsPerSecond, seconds);
    return this.#frames >= 0 && this.#bytes >= 0 ? undefined : "tooManyRequests";
  }

  /** One command of a frame that was admitted. */
  admitCommand(): boolean {
    this.#commands -= 1;
    return this.#commands >= 0;
  }
}

function filled(level: number, perSecond: number, seconds: number): number {
  return perSecond === Number.POSITIVE_INFINITY ? perSecond : Math.min(2 * perSecond, level + seconds * perSecond);
}
