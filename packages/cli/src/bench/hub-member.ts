/**
 * One connection of a load that takes part in a hub: joins, then counts publications in place. Publications are lines of
 * text messages; of each, no more is looked at than it takes to find its end, unless somebody wants its data.
 */
import { opcodes } from "@longwire/wire";
import { CommandError, exitCodes } from "../command-error.ts";
import type { FrameSink } from "./frame-counter.ts";
import type { HubDialect } from "./hub-dialect.ts";
import { maskedFrame } from "./load-frames.ts";

const LINE_BREAK = 0x0a;

/** What a member does, and whom it tells. */
export interface HubMemberOptions {
  readonly dialect: HubDialect;
  /** What it subscribes to; undefined: nothing, it publishes. */
  readonly channel: string | undefined;
  /** Length of what is published. */
  readonly sizeBytes: number;
  readonly onJoined: () => void;
  /** Data of each publication; slower. */
  readonly onData?: ((data: string) => void) | undefined;
}

/** A masked text frame. */
export function textFrame(text: string): Buffer {
  return maskedFrame(opcodes.text, Buffer.from(text));
}

/** A member; `sink` is for the connection's frames. */
export class HubMember {
  readonly #options: HubMemberOptions;
  readonly #write: (bytes: Buffer) => void;
  /** From here on a line break is looked for: what is published is longer. */
  readonly #least: number;
  #state: "joining" | "joined" = "joining";
  /** Where in its line the next byte stands. */
  #column = 0;
  #isPing = false;
  #publications = 0;
  /** Of the message, where it is read as text. */
  #text = "";

  constructor(options: HubMemberOptions, write: (bytes: Buffer) => void) {
    this.#options = options;
    this.#write = write;
    this.#least = options.sizeBytes + options.dialect.overheadBytes;
  }

  get sink(): Pick<Required<FrameSink>, "onPayload" | "onMessageEnd"> {
    return {
      onPayload: (bytes, start, end) => {
        if (this.#isRead) this.#text += Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
        else this.#count(bytes, start, end);
      },
      onMessageEnd: () => {
        if (this.#isRead) this.#readMessage();
        else if (this.#column > 0) this.#endLine();
      },
    };
  }

  /** The WebSocket is open. */
  opened(): void {
    const { greeting } = this.#options.dialect;
    if (greeting !== undefined) this.#say(greeting);
  }

  /** How many publications became complete since this was last asked. */
  takePublications(): number {
    const count = this.#publications;
    this.#publications = 0;
    return count;
  }

  get #isRead(): boolean {
    const { onData, channel } = this.#options;
    return this.#state === "joining" || onData !== undefined || channel === undefined;
  }

  #say(text: string): void {
    this.#write(textFrame(text));
  }

  #readMessage(): void {
    const text = this.#text;
    this.#text = "";
    for (const line of text.split("\n")) this.#readLine(line);
  }

  #readLine(line: string): void {
    const { dialect, channel, onData } = this.#options;
    if (line === dialect.ping) this.#say(dialect.pong);
    else if (this.#state === "joining") this.#join(line);
    else if (channel === undefined) this.#readAnswer(line);
    else {
      const data = dialect.dataOf(line);
      if (data === undefined) return;
      this.#publications += 1;
      onData?.(data);
    }
  }

  #join(line: string): void {
    const { dialect, channel, onJoined } = this.#options;
    const step = dialect.join(line);
    if (typeof step === "object") this.#say(step.send);
    else if (step === "connected" && channel !== undefined) this.#say(dialect.subscribe(channel));
    else if (step !== "ignored") {
      this.#state = "joined";
      onJoined();
    }
  }

  /** To what was published. */
  #readAnswer(line: string): void {
    if (line.includes('"error"')) throw new CommandError(`the server answered ${line}`, exitCodes.failed);
  }

  #count(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end; ) {
      if (this.#column < this.#least) {
        // The second character tells a ping from a publication, before the line is known to be longer.
        if (this.#column < 2) {
          if (this.#column === 1) this.#isPing = bytes[at] === 0x7d;
          this.#column = this.#isPing ? this.#least : this.#column + 1;
          at += 1;
        } else {
          const sure = Math.min(end - at, this.#least - this.#column);
          this.#column += sure;
          at += sure;
        }
      } else {
        if (bytes[at] === LINE_BREAK) this.#endLine();
        at += 1;
      }
    }
  }

  #endLine(): void {
    const { dialect } = this.#options;
    if (this.#isPing || this.#column <= dialect.ping.length) this.#say(dialect.pong);
    else this.#publications += 1;
    this.#column = 0;
    this.#isPing = false;
  }
}
