/**
 * The messages of one room as one page shows them: those the server has said, in its order, then own ones that wait.
 * Pure. It joins what was here before a cut with what the server tells after it; each message appears once.
 */

import type { ChatMessage } from "../../protocol/chat.ts";

/** `received` is another's; the other three are states of own messages. */
export type MessageState = "received" | "sending" | "sent" | "failed";

/** One message as it is shown. `at` is the server's time once it has the message, before that the page's. */
export interface ShownMessage extends ChatMessage {
  readonly state: MessageState;
}

/** Messages that a page keeps; the oldest go first. */
export const shownMessages = 500;

/** Own messages that may wait for the server at once; a further one fails at once. */
export const waitingMessages = 50;

/** What is said and what waits. Its two arrays are replaced, never changed, so that they can be handed out. */
export class Timeline {
  #said: readonly ShownMessage[] = [];
  #waiting: readonly ShownMessage[] = [];

  /** All messages in the order in which they are shown. */
  get messages(): readonly ShownMessage[] {
    return [...this.#said, ...this.#waiting];
  }

  /** Own messages that the server has not acknowledged, oldest first. */
  get unsent(): readonly ShownMessage[] {
    return this.#waiting.filter((message) => message.state === "sending");
  }

  /** Takes an own message. It waits, or has failed already when 50 others wait; which of the two is returned. */
  write(message: ChatMessage): "sending" | "failed" {
    const state = this.unsent.length < waitingMessages ? "sending" : "failed";
    this.#waiting = [...this.#waiting, { ...message, state }];
    return state;
  }

  /** The server has an own message, since `at`. A later acknowledgement of the same one changes nothing. */
  confirm(id: string, at: number): void {
    const message = this.#waiting.find((each) => each.id === id);
    if (message === undefined) return;
    this.#waiting = this.#waiting.filter((each) => each !== message);
    this.#insert([{ ...message, at, state: "sent" }]);
  }

  /** The server will not have an own message. */
  fail(id: string): void {
    this.#waiting = this.#waiting.map((each) => (each.id === id ? { ...each, state: "failed" } : each));
  }

  /** A failed message shall be tried again. Returns it, or `undefined` when there is no such one. */
  retry(id: string): ShownMessage | undefined {
    const failed = this.#waiting.find((each) => each.id === id && each.state === "failed");
    if (failed === undefined) return undefined;
    const message: ShownMessage = { ...failed, state: "sending" };
    this.#waiting = this.#waiting.map((each) => (each === failed ? message : each));
    return message;
  }

  /** Messages of the server, new or again. `you` is the public id under which own messages come back. */
  receive(messages: readonly ChatMessage[], you: string | undefined): void {
    for (const message of messages) if (message.person === you) this.confirm(message.id, message.at);
    const known = new Set(this.#said.map(keyOf));
    const fresh = messages.filter((message) => !known.has(keyOf(message)));
    this.#insert(fresh.map((message) => ({ ...message, state: message.person === you ? "sent" : "received" })));
  }

  /** What was written before the public id was known is this person's. */
  claim(you: string): void {
    this.#waiting = this.#waiting.map((message) => ({ ...message, person: you }));
  }

  #insert(messages: readonly ShownMessage[]): void {
    if (messages.length === 0) return;
    // A stable sort: messages of the same millisecond stay in the order in which the server sent them.
    const all = [...this.#said, ...messages].sort((a, b) => a.at - b.at);
    this.#said = all.slice(-shownMessages);
  }
}

function keyOf(message: ChatMessage): string {
  return `${message.person}/${message.id}`;
}
