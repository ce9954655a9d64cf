/**
 * Plays a transcript against a connection, its bytes cut as asked, and compares each block with what happened.
 * It knows the words that may stand in a block; they are listed at `actions` and `describeState`.
 */
import assert from "node:assert/strict";
import { type Cut, exampleMaskingKey, formatHex, joinBytes, parseHex, RecordEvents } from "@longwire/testkit";
import { Connection, clientLimits, serverLimits } from "@longwire/wire";
import type { Step, Transcript } from "./parse-transcript.ts";

/** One run of one transcript. */
class Play {
  readonly #transcript: Transcript;
  readonly #cut: Cut;
  readonly #events = new RecordEvents();
  readonly #connection: Connection;
  #now = 0;
  #seen = 0;

  constructor(transcript: Transcript, cut: Cut) {
    this.#transcript = transcript;
    this.#cut = cut;
    const key = new DataView(exampleMaskingKey.buffer).getUint32(0);
    const limits = transcript.role === "server" ? serverLimits : clientLimits;
    const { role } = transcript;
    this.#connection = new Connection({ role, handler: this.#events, now: 0, limits, nextMaskingKey: () => key });
  }

  run(): void {
    for (const step of this.#transcript.steps) this.#step(step);
    this.#step({ kind: "events", lines: [] });
    this.#step({ kind: "out", lines: [] });
  }

  #step({ kind, lines }: Step): void {
    const where = `${this.#transcript.title} (${this.#cut.name})`;
    if (kind === "in") {
      for (const part of this.#cut.parts(parseHex(lines.join("\n")))) this.#connection.receive(part, this.#now);
    } else if (kind === "do") {
      for (const line of lines) this.#act(line);
    } else if (kind === "events") {
      assert.deepEqual(this.#events.log.slice(this.#seen), lines, `events: ${where}`);
      this.#seen = this.#events.log.length;
    } else if (kind === "out") {
      const out = formatHex(joinBytes(this.#connection.takeOutput()));
      assert.equal(out, formatHex(parseHex(lines.join("\n"))), `bytes sent: ${where}`);
    } else {
      assert.equal(describeState(this.#connection), lines.join("\n"), `state: ${where}`);
    }
  }

  /** `send text "…"`, `fragment text "…"`, `ping 70`, `close 1000 "…"`, `wait 5 ms`, `end of TCP`. */
  #act(line: string): void {
    const connection = this.#connection;
    const [verb, object] = line.split(" ");
    const text = /"(.*)"$/.exec(line)?.[1] ?? "";
    if (line === "end of TCP") connection.receiveEof();
    else if (verb === "send" && object === "text") connection.sendText(text);
    else if (verb === "fragment" && object === "text") connection.sendText(text, false);
    else if (verb === "ping") connection.ping(parseHex(line.slice(5)));
    else if (verb === "close") connection.close(Number(object), text, this.#now);
    else if (verb === "wait") this.#wait(Number(object));
    else throw new Error(`${this.#transcript.title}: cannot do "${line}"`);
  }

  #wait(milliseconds: number): void {
    const end = this.#now + milliseconds;
    while (this.#connection.nextDeadline() <= end) {
      this.#now = this.#connection.nextDeadline();
      this.#connection.expire(this.#now);
    }
    this.#now = end;
  }
}

/** `open`, or state, what to do with TCP, close code, and `clean` or the violation: `closing; finish; code 1000; clean`. */
function describeState(connection: Connection): string {
  const { state, transport, closeResult } = connection;
  if (state === "open") return state;
  const parts = [state, transport, `code ${closeResult.code}`];
  if (closeResult.wasClean) parts.push("clean");
  if (closeResult.cause !== undefined) parts.push(closeResult.cause.id);
  return parts.join("; ");
}

/** Plays `transcript` and throws an AssertionError that shows the first difference. */
export function playTranscript(transcript: Transcript, cut: Cut): void {
  new Play(transcript, cut).run();
}
