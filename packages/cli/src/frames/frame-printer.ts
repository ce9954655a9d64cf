/**
 * Shows every frame of a connection, both directions, while the bytes pass. It joins splitter and formatter to the tap
 * of a socket.
 */
import type { WireTap } from "@longwire/websocket";
import { FrameFormatter } from "./format-frame.ts";
import { FrameSplitter } from "./frame-splitter.ts";

/** A tap that gives one line per frame to `print`. */
export class FramePrinter implements WireTap {
  readonly #print: (line: string) => void;
  readonly #sent: FrameSplitter;
  readonly #received: FrameSplitter;

  constructor(print: (line: string) => void) {
    const splitter = (arrow: string): FrameSplitter => {
      const formatter = new FrameFormatter(arrow);
      return new FrameSplitter((frame) => print(formatter.format(frame)));
    };
    this.#print = print;
    this.#sent = splitter("→");
    this.#received = splitter("←");
  }

  onSent(bytes: Uint8Array): void {
    this.#sent.push(bytes);
  }

  onReceived(bytes: Uint8Array): void {
    this.#received.push(bytes);
  }

  /** The connection has ended: says what was cut off. */
  end(): void {
    if (this.#sent.rest !== undefined) this.#print(`→ cut off: ${this.#sent.rest}`);
    if (this.#received.rest !== undefined) this.#print(`← cut off: ${this.#received.rest}`);
  }
}
