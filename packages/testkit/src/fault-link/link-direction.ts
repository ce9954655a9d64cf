/**
 * One direction of one connection through a link: what comes from one socket goes to the other, in order, at the speed and in
 * the pieces that the weather says.
 */
import type { Duplex } from "node:stream";

/** How bytes pass. */
export interface LinkWeather {
  /** From one end to the other. Default 0. */
  readonly latencyMs?: number;
  /** Of each direction of each connection. Default: no limit. */
  readonly bytesPerSecond?: number;
  /** Bytes are passed on in pieces of this size, each by itself. Default: as they come. */
  readonly sliceBytes?: number;
}

/** What may be under way before the source is not read any more. */
const MAX_UNDER_WAY = 256 * 1024;

/** One direction. */
export class LinkDirection {
  readonly #from: Duplex;
  readonly #to: Duplex;
  /** Pieces with the times when they are due; `undefined` is the end. */
  readonly #underWay: { readonly piece: Buffer | undefined; readonly dueAt: number }[] = [];
  weather: LinkWeather;
  #bytes = 0;
  #lastDueAt = 0;
  #isHeld = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Duplex, to: Duplex, weather: LinkWeather) {
    this.#from = from;
    this.#to = to;
    this.weather = weather;
    from.on("data", (chunk: Buffer) => this.#take(chunk));
    from.on("end", () => this.#add(undefined));
    to.on("drain", () => this.#pass());
  }

  /** Nothing is passed on, nor read. */
  hold(): void {
    this.#isHeld = true;
    this.#from.pause();
  }

  /** Goes on. */
  release(): void {
    this.#isHeld = false;
    this.#pass();
  }

  /** The connection has ended. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#underWay.length = 0;
  }

  #take(chunk: Buffer): void {
    const { sliceBytes = chunk.length } = this.weather;
    for (let at = 0; at < chunk.length; at += sliceBytes) this.#add(chunk.subarray(at, at + sliceBytes));
  }

  #add(piece: Buffer | undefined): void {
    const { latencyMs = 0, bytesPerSecond = Number.POSITIVE_INFINITY } = this.weather;
    const length = piece?.length ?? 0;
    const arrival = performance.now() + latencyMs;
    this.#lastDueAt = Math.max(arrival, this.#lastDueAt) + (1000 * length) / bytesPerSecond;
    this.#underWay.push({ piece, dueAt: this.#lastDueAt });
    this.#bytes += length;
    this.#pass();
  }

  #pass(): void {
    clearTimeout(this.#timer);
    while (!this.#isHeld && !this.#to.writableNeedDrain) {
      const next = this.#underWay[0];
      if (next === undefined) break;
      const waitMs = next.dueAt - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#pass(), waitMs);
        break;
      }
      this.#underWay.shift();
      this.#bytes -= next.piece?.length ?? 0;
      if (next.piece === undefined) this.#to.end();
      else this.#to.write(next.piece);
    }
    if (this.#isHeld || this.#bytes > MAX_UNDER_WAY) this.#from.pause();
    else if (this.#from.isPaused()) this.#from.resume();
  }
}
