/**
 * One room of the chat as the page sees it: joins it, again after each cut, and sends what is not acknowledged once more.
 * It knows the protocol; sockets and time are given to it, and it knows nothing of React.
 */

import type { ChatCommand, ChatErrorCode, ChatEvent, Person } from "../../protocol/chat.ts";
import type { Clock } from "./clock.ts";
import { Connection, type ConnectionState } from "./connection.ts";
import { readChatEvent } from "./read-event.ts";
import type { OpenSocket } from "./socket.ts";
import { type ShownMessage, Timeline } from "./timeline.ts";
import { TypingSender, TypingWatch } from "./typing.ts";

/** All that a page shows of a room. A new object at each change, so that it can be compared by identity. */
export interface ChatSnapshot {
  readonly connection: ConnectionState;
  /** This person's public id; unknown until the first join. */
  readonly you: string | undefined;
  /** Everyone here, also oneself. As of the last join while reconnecting. */
  readonly people: readonly Person[];
  readonly messages: readonly ShownMessage[];
  /** Others who are typing. */
  readonly typing: readonly Person[];
  /** Why the room could not be entered. */
  readonly problem: ChatErrorCode | undefined;
}

/** What a chat client is made of. */
export interface ChatClientOptions {
  readonly url: string;
  readonly openSocket: OpenSocket;
  readonly clock: Clock;
  readonly random: () => number;
  /** Makes an id for a message; must be unique for this person. */
  readonly newId: () => string;
  readonly room: string;
  /** This person's secret. */
  readonly key: string;
  readonly name: string;
}

const HEARTBEAT = JSON.stringify({ type: "ping" } satisfies ChatCommand);

/** Joins at once and stays until `close`. */
export class ChatClient {
  readonly #options: ChatClientOptions;
  readonly #listeners = new Set<() => void>();
  readonly #timeline = new Timeline();
  readonly #people = new Map<string, Person>();
  readonly #watch: TypingWatch;
  readonly #sender: TypingSender;
  readonly #connection: Connection;
  #name: string;
  #isJoined = false;
  #snapshot: ChatSnapshot = emptyChat;

  constructor(options: ChatClientOptions) {
    this.#options = options;
    this.#name = options.name;
    const { url, openSocket, clock, random } = options;
    this.#watch = new TypingWatch(clock, () => this.#changed());
    this.#sender = new TypingSender(clock, (typing) => this.#sendJoined({ type: "typing", typing }));
    this.#connection = new Connection({
      ...{ url, openSocket, clock, random },
      heartbeat: HEARTBEAT,
      onState: (state) => this.#connectionChanged(state),
      onMessage: (text) => this.#received(text),
    });
  }

  /** What to show now. */
  readonly snapshot = (): ChatSnapshot => this.#snapshot;

  /** Calls back at each change. The returned function ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Says something: now, or as soon as there is a connection. Text that is blank is not said. */
  say(text: string): void {
    if (text.trim() === "") return;
    const { newId, clock } = this.#options;
    const id = newId();
    this.#sender.reset();
    const message = { id, person: this.#snapshot.you ?? "", name: this.#name, text: text.trim(), at: clock.now() };
    if (this.#timeline.write(message) === "sending") this.#sendJoined({ type: "say", id, text: message.text });
    this.#changed();
  }

  /** Tries a failed message again, under the same id. */
  retry(id: string): void {
    const message = this.#timeline.retry(id);
    if (message === undefined) return;
    this.#sendJoined({ type: "say", id, text: message.text });
    this.#changed();
  }

  /** The text that is being written has changed. */
  typed(text: string): void {
    if (!this.#isJoined) return;
    if (text.trim() === "") this.#sender.stopped();
    else this.#sender.typed();
  }

  /** Takes another name, here and for all later joins. */
  rename(name: string): void {
    if (name === this.#name) return;
    this.#name = name;
    this.#sendJoined({ type: "rename", name });
  }

  /** A good moment to try: see `Connection.wake`. */
  wake(): void {
    this.#connection.wake();
  }

  /** Leaves for good. What was not acknowledged is given up. */
  close(): void {
    this.#connection.close();
    this.#sender.reset();
    this.#watch.clear();
  }

  #connectionChanged(state: ConnectionState): void {
    this.#isJoined = false;
    this.#sender.reset();
    this.#watch.clear();
    if (state.type === "connected") {
      const { room, key } = this.#options;
      this.#send({ type: "join", room, key, name: this.#name });
    }
    this.#changed({ connection: state });
  }

  #received(text: string): void {
    const event = readChatEvent(text);
    if (event !== undefined) this.#take(event);
  }

  #take(event: ChatEvent): void {
    switch (event.type) {
      case "joined":
        this.#joined(event);
        break;
      case "person":
        this.#people.set(event.person.id, event.person);
        break;
      case "left":
        this.#people.delete(event.id);
        this.#watch.heard(event.id, false);
        break;
      case "message":
        this.#timeline.receive([event.message], this.#snapshot.you);
        this.#watch.heard(event.message.person, false);
        break;
      case "sent":
        this.#timeline.confirm(event.id, event.at);
        break;
      case "typing":
        this.#watch.heard(event.id, event.typing);
        break;
      case "error":
        if (event.id !== undefined) this.#timeline.fail(event.id);
        break;
    }
    if (event.type === "joined") this.#changed({ you: event.you, problem: undefined });
    else if (event.type === "error" && event.code === "full") this.#changed({ problem: "full" });
    else if (event.type !== "pong") this.#changed();
  }

  #joined({ you, people, messages }: Extract<ChatEvent, { type: "joined" }>): void {
    this.#isJoined = true;
    this.#people.clear();
    for (const person of people) this.#people.set(person.id, person);
    this.#timeline.claim(you);
    this.#timeline.receive(messages, you);
    // Whether these arrived before the cut only the server knows; it recognises the ids.
    for (const { id, text } of this.#timeline.unsent) this.#sendJoined({ type: "say", id, text });
  }

  #sendJoined(command: ChatCommand): void {
    if (this.#isJoined) this.#send(command);
  }

  #send(command: ChatCommand): void {
    this.#connection.send(JSON.stringify(command));
  }

  #changed(parts: Partial<ChatSnapshot> = {}): void {
    const base = { ...this.#snapshot, ...parts };
    const others = this.#watch.ids.filter((id) => id !== base.you);
    this.#snapshot = {
      ...base,
      people: [...this.#people.values()],
      messages: this.#timeline.messages,
      typing: others.flatMap((id) => this.#people.get(id) ?? []),
    };
    for (const listener of this.#listeners) listener();
  }
}

/** A room of which nothing is known yet. */
export const emptyChat: ChatSnapshot = {
  connection: { type: "connecting" },
  you: undefined,
  people: [],
  messages: [],
  typing: [],
  problem: undefined,
};
