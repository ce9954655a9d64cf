/**
 * A connection whose client seems to read slowly: it takes one frame per interval, and what the hub sends meanwhile makes it
 * wait. So the pages can show what a channel's policy does, which no browser can by itself. It knows no channels.
 */
import type { AttachableConnection, ConnectionEvents } from "@longwire/hub";
import { PassedConnection } from "./passed-connection.ts";

interface Frame {
  readonly data: string | Uint8Array;
  readonly options: { readonly binary?: boolean | undefined } | undefined;
}

/** Calls back every `ms` until the returned function is called. */
export type Every = (ms: number, callback: () => void) => () => void;

/** Slows a connection down. */
export class SlowReader extends PassedConnection {
  readonly #intervalMs: number;
  readonly #every: Every;
  readonly #waiting: Frame[] = [];
  #onDrain: () => void = () => undefined;
  #stop: (() => void) | undefined;
  #isClosed = false;

  /** @param intervalMs between two frames. */
  constructor(connection: AttachableConnection, intervalMs: number, every: Every) {
    super(connection);
    this.#intervalMs = intervalMs;
    this.#every = every;
    connection.on("close", () => this.#end());
  }

  override get bufferedAmount(): number {
    const waiting = this.#waiting.reduce((bytes, { data }) => bytes + data.length, 0);
    return super.bufferedAmount + waiting;
  }

  /** The frame goes with the next interval; meanwhile the connection takes nothing more. */
  override send(data: Frame["data"], options?: Frame["options"]): boolean {
    if (this.#isClosed) return false;
    this.#waiting.push({ data: typeof data === "string" ? data : data.slice(), options });
    this.#stop ??= this.#every(this.#intervalMs, () => this.#take());
    return false;
  }

  override close(code: number, reason: string): void {
    for (const { data, options } of this.#waiting.splice(0)) super.send(data, options);
    this.#end();
    super.close(code, reason);
  }

  protected override listen(event: keyof ConnectionEvents, listener: (...args: never[]) => void): unknown {
    if (event !== "drain") return super.listen(event, listener);
    this.#onDrain = listener as () => void;
    return this;
  }

  #end(): void {
    this.#isClosed = true;
    this.#stop?.();
    this.#stop = undefined;
  }

  #take(): void {
    const frame = this.#waiting.shift();
    if (frame !== undefined) super.send(frame.data, frame.options);
    if (this.#waiting.length > 0) return;
    this.#stop?.();
    this.#stop = undefined;
    this.#onDrain();
  }
}
