/**
 * The messages of one room as one page shows them: those in the room's log, in its order, then own ones that wait.
 * Pure. It joins what was here before a cut with what comes after it; each message appears once, and where some may be
 * missing it says so.
 */

import type { ChatMessage } from "@longwire/cli/playground";
import type { Position } from "./line.ts";

/** `received` is another's; the other three are states of own messages. */
export type MessageState = "received" | "sending" | "sent" | "failed";

/** One message as it is shown. */
export interface ShownMessage extends ChatMessage {
  readonly state: MessageState;
  /** Before this one others may be missing. */
  readonly isAfterGap: boolean;
}

/** A message with its place in the log. */
export interface LoggedMessage {
  readonly message: ChatMessage;
  readonly offset: number;
}

/** Messages that a page keeps; the oldest go first. */
export const shownMessages = 500;

/** Own messages that may wait for the server at once; a further one fails at once. */
export const waitingMessages = 50;

interface Placed {
  readonly shown: ShownMessage;
  /** Which log, in the order in which this page has met them. */
  readonly era: number;
  readonly offset: number;
}

/** What is said and what waits. */
export class Timeline {
  readonly #epochs: string[] = [];
  #said: readonly Placed[] = [];
  #waiting: readonly ShownMessage[] = [];
  /** The next message that takes its place at the end comes after a gap. */
  #hasGapAtEnd = false;

  /** All messages in the order in which they are shown. */
  get messages(): readonly ShownMessage[] {
    return [...this.#said.map(({ shown }) => shown), ...this.#waiting];
  }

  /** Messages after the last one may be missing. */
  get hasGapAtEnd(): boolean {
    return this.#hasGapAtEnd;
  }

  /** Own messages that the server has not acknowledged, oldest first. */
  get unsent(): readonly ShownMessage[] {
    return this.#waiting.filter((message) => message.state === "sending");
  }

  /** Takes an own message. It waits, or has failed already when 50 others wait. */
  write(message: ChatMessage): void {
    const state = this.unsent.length < waitingMessages ? "sending" : "failed";
    this.#waiting = [...this.#waiting, { ...message, state, isAfterGap: false }];
  }

  /** The server has an own message at `position`. A later acknowledgement of the same one changes nothing. */
  confirm(id: string, { epoch, offset }: Position): void {
    const message = this.#waiting.find((each) => each.id === id);
    if (message === undefined) return;
    this.#waiting = this.#waiting.filter((each) => each !== message);
    this.#insert([{ shown: { ...message, state: "sent" }, era: this.#eraOf(epoch), offset }]);
  }

  /** The server will not have an own message. */
  fail(id: string): void {
    this.#waiting = this.#waiting.map((each) => (each.id === id ? { ...each, state: "failed" } : each));
  }

  /** A failed message shall be tried again. */
  retry(id: string): void {
    const isIt = (each: ShownMessage): boolean => each.id === id && each.state === "failed";
    this.#waiting = this.#waiting.map((each) => (isIt(each) ? { ...each, state: "sending" } : each));
  }

  /** Messages of a log, new or again. `you` is the public id under which own messages come back. */
  receive(messages: readonly LoggedMessage[], epoch: string, you: string | undefined): void {
    for (const { message, offset } of messages) if (message.person === you) this.confirm(message.id, { epoch, offset });
    const known = new Set(this.#said.map(({ shown }) => keyOf(shown)));
    const era = this.#eraOf(epoch);
    const fresh = messages.filter(({ message }) => !known.has(keyOf(message)));
    this.#insert(
      fresh.map(({ message, offset }) => {
        const state = message.person === you ? "sent" : "received";
        return { shown: { ...message, state, isAfterGap: false }, era, offset };
      }),
    );
  }

  /** The newest of a log after a loss that it could not make good: `receive`, and a gap where it does not join on. */
  rejoin(messages: readonly LoggedMessage[], epoch: string, you: string | undefined): void {
    const last = this.#said.at(-1);
    const era = this.#eraOf(epoch);
    const [first] = messages;
    const joinsOn = last !== undefined && last.era === era && first !== undefined && first.offset <= last.offset + 1;
    if (last !== undefined && !joinsOn) this.#hasGapAtEnd = true;
    this.receive(messages, epoch, you);
  }

  /** What was written before the public id was known is this person's. */
  claim(you: string): void {
    this.#waiting = this.#waiting.map((message) => ({ ...message, person: you }));
  }

  #eraOf(epoch: string): number {
    const known = this.#epochs.lastIndexOf(epoch);
    return known >= 0 ? known : this.#epochs.push(epoch) - 1;
  }

  #insert(messages: readonly Placed[]): void {
    if (messages.length === 0) return;
    const last = this.#said.at(-1);
    const all = [...this.#said, ...messages].sort((a, b) => a.era - b.era || a.offset - b.offset);
    const next = last === undefined ? undefined : all[all.indexOf(last) + 1];
    if (this.#hasGapAtEnd && next !== undefined) {
      this.#hasGapAtEnd = false;
      all[all.indexOf(next)] = { ...next, shown: { ...next.shown, isAfterGap: true } };
    }
    this.#said = all.slice(-shownMessages);
  }
}

function keyOf(message: ChatMessage): string {
  return `${message.person}/${message.id}`;
}
