/**
 * Judges whether a connection sends too much: so many frames, commands and bytes per second, and a burst of twice as many;
 * and counts its commands that are not answered. One object for all, since every connection has it; whole numbers, because
 * a fraction costs an object of its own in V8.
 */
import type { DisconnectName } from "@longwire/protocol";
import type { HubLimits } from "../hub-limits.ts";

/** Levels count thousandths, so that a millisecond adds a whole number. */
const UNIT = 1000;
/** Where there is no limit: more than one moment can bring, and still a small integer. */
const UNLIMITED = 2 ** 30 - 1;

/** The inbound limits of one connection. */
export class FrameLimits {
  /** Commands that are not answered yet. */
  pending = 0;
  readonly #limits: HubLimits;
  /** What may still come, of each kind; it fills with time. */
  #frames: number;
  #commands: number;
  #bytes: number;
  #at: number;

  constructor(limits: HubLimits, now: number) {
    this.#limits = limits;
    this.#frames = fullLevel(limits.framesPerSecond);
    this.#commands = fullLevel(limits.commandsPerSecond);
    this.#bytes = fullLevel(limits.bytesPerSecond);
    this.#at = Math.floor(now);
  }

  /** @param length of a frame in bytes. @returns why the connection is to end, if it is. */
  admit(length: number, now: number): DisconnectName | undefined {
    const { maxFrameBytes, framesPerSecond, commandsPerSecond, bytesPerSecond } = this.#limits;
    if (length > maxFrameBytes) return "badRequest";
    const ms = Math.floor(now) - this.#at;
    this.#at += ms;
    this.#frames = filled(this.#frames, framesPerSecond, ms) - UNIT;
    this.#bytes = filled(this.#bytes, bytesPerSecond, ms) - length * UNIT;
    this.#commands = filled(this.#commands, commandsPerSecond, ms);
    return this.#frames >= 0 && this.#bytes >= 0 ? undefined : "tooManyRequests";
  }

  /** One command of a frame that was admitted. */
  admitCommand(): boolean {
    this.#commands -= UNIT;
    return this.#commands >= 0;
  }
}

function fullLevel(perSecond: number): number {
  return perSecond === Number.POSITIVE_INFINITY ? UNLIMITED : 2 * perSecond * UNIT;
}

/** A rate per second is as many thousandths per millisecond. */
function filled(level: number, perSecond: number, ms: number): number {
  const full = fullLevel(perSecond);
  return perSecond === Number.POSITIVE_INFINITY ? full : Math.min(full, level + ms * perSecond);
}
