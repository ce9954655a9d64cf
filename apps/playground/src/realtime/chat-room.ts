/**
 * One room of the chat as a page sees it: enters it, again after each cut, and joins what was missed with what is here.
 * It knows the chat's calls and events; the connection and time are given to it, and it knows nothing of React.
 */

import { type ChatEvent, type ChatNote, chatBounds, chatChannel, type Person } from "@longwire/cli/playground";
import type { Clock } from "./clock.ts";
import type { Entered, Line, Membership, Publication } from "./line.ts";
import { Outbox } from "./outbox.ts";
import { readChatEvent, readName, readPeople } from "./read-event.ts";
import { Roster } from "./roster.ts";
import { type LoggedMessage, type ShownMessage, Timeline } from "./timeline.ts";
import { TypingSender, TypingWatch } from "./typing.ts";

/** All that a page shows of a room. A new object at each change, so that it can be compared by identity. */
export interface ChatSnapshot {
  /** This person's public id; unknown until the first connection. */
  readonly you: string | undefined;
  /** The messages are those of the room: before, none means nothing. */
  readonly hasHistory: boolean;
  /** Everyone here, also oneself. While there is no connection, as it was. */
  readonly people: readonly Person[];
  readonly messages: readonly ShownMessage[];
  /** After the last message others may be missing. */
  readonly hasGapAtEnd: boolean;
  /** Others who are typing. */
  readonly typing: readonly Person[];
}

/** A room of which nothing is known yet. */
export const emptyChat: ChatSnapshot = {
  you: undefined,
  hasHistory: false,
  people: [],
  messages: [],
  hasGapAtEnd: false,
  typing: [],
};

/** What a room is made of. */
export interface ChatRoomOptions {
  readonly line: Line;
  readonly clock: Clock;
  /** Makes an id for a message; must be unique for this person. */
  readonly newId: () => string;
  readonly room: string;
  readonly name: string;
}

/** Enters at once and stays until `leave`. */
export class ChatRoom {
  readonly #options: ChatRoomOptions;
  readonly #listeners = new Set<() => void>();
  readonly #timeline = new Timeline();
  readonly #roster: Roster;
  readonly #typing: { readonly watch: TypingWatch; readonly sender: TypingSender };
  readonly #outbox: Outbox;
  readonly #membership: Membership;
  /** One's name, and whether the room was told. */
  #name: { readonly text: string; readonly isTold: boolean };
  #epoch = "";
  #snapshot: ChatSnapshot = emptyChat;

  constructor(options: ChatRoomOptions) {
    const { line, clock, room, name } = options;
    const changed = (): void => this.#changed();
    this.#options = options;
    this.#name = { text: name, isTold: true };
    this.#roster = new Roster(clock, changed);
    this.#typing = {
      watch: new TypingWatch(clock, changed),
      sender: new TypingSender(clock, (typing) => this.#send({ type: "typing", room, typing })),
    };
    const say = line.call.bind(line, "say");
    this.#outbox = new Outbox({ room, timeline: this.#timeline, clock, say, onChange: changed });
    this.#membership = line.enter(chatChannel(room), {
      entered: (entered) => this.#entered(entered),
      lost: () => this.#lost(),
      published: (publication) => this.#published(publication),
      came: (id, info) => this.#update(() => this.#roster.came({ id, name: readName(info) })),
      left: (id) => this.#update(() => this.#roster.left(id)),
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
    const { newId, line } = this.#options;
    this.#typing.sender.reset();
    const person = this.#snapshot.you ?? "";
    this.#timeline.write({ id: newId(), person, name: this.#name.text, text: text.trim(), at: Math.round(line.now()) });
    this.#outbox.wake();
    this.#changed();
  }

  /** Tries a failed message again, under the same id. */
  retry(id: string): void {
    this.#timeline.retry(id);
    this.#outbox.wake();
    this.#changed();
  }

  /** The text that is being written has changed. */
  typed(text: string): void {
    if (this.#options.line.state.type !== "connected") return;
    if (text.trim() === "") this.#typing.sender.stopped();
    else this.#typing.sender.typed();
  }

  /** Takes another name. */
  rename(name: string): void {
    if (name === this.#name.text) return;
    this.#name = { text: name, isTold: false };
    if (this.#options.line.state.type === "connected") this.#tellName();
  }

  /** Leaves for good. What was not acknowledged is given up. */
  leave(): void {
    this.#lost();
    this.#membership.leave();
    this.#roster.clear();
    this.#listeners.clear();
  }

  #entered({ position, missed }: Entered): void {
    const { line } = this.#options;
    this.#epoch = position?.epoch ?? "";
    if (line.you !== undefined) this.#timeline.claim(line.you);
    if (missed !== "recovered") this.#loadHistory(missed === "first-time");
    this.#loadPeople();
    if (!this.#name.isTold) this.#tellName();
    this.#outbox.open();
    this.#changed();
  }

  #lost(): void {
    this.#outbox.close();
    this.#typing.sender.reset();
    this.#typing.watch.clear();
    this.#changed();
  }

  #published({ data, offset }: Publication): void {
    const event = readChatEvent(data);
    if (event !== undefined) this.#update(() => this.#take(event, offset));
  }

  #take(event: ChatEvent, offset: number | undefined): void {
    switch (event.type) {
      case "message":
        this.#timeline.receive([{ message: event.message, offset: offset ?? 0 }], this.#epoch, this.#options.line.you);
        this.#typing.watch.heard(event.message.person, false);
        break;
      case "typing":
        this.#typing.watch.heard(event.person, event.typing);
        break;
      case "renamed":
        this.#roster.came(event.person);
        break;
    }
  }

  #loadHistory(isFirst: boolean): void {
    this.#membership.history(chatBounds.historyMessages).then(
      ({ publications, epoch }) => {
        const logged = publications.flatMap(toLogged);
        if (isFirst) this.#timeline.receive(logged, epoch, this.#options.line.you);
        else this.#timeline.rejoin(logged, epoch, this.#options.line.you);
        this.#changed({ hasHistory: true });
      },
      // The connection was lost meanwhile: it is entered again, and asks again.
      () => undefined,
    );
  }

  #loadPeople(): void {
    const { line, room } = this.#options;
    line.call("people", { room }).then(
      (answer) => this.#update(() => this.#roster.take(readPeople(answer))),
      () => undefined,
    );
  }

  #tellName(): void {
    this.#name = { ...this.#name, isTold: true };
    this.#send({ type: "rename", room: this.#options.room, name: this.#name.text });
  }

  #send(note: ChatNote): void {
    this.#options.line.send(note);
  }

  #update(change: () => void): void {
    change();
    this.#changed();
  }

  #changed(parts: Partial<ChatSnapshot> = {}): void {
    const you = this.#options.line.you;
    const others = this.#typing.watch.ids.filter((id) => id !== you);
    this.#snapshot = {
      ...this.#snapshot,
      ...parts,
      you,
      people: this.#roster.people,
      messages: this.#timeline.messages,
      hasGapAtEnd: this.#timeline.hasGapAtEnd,
      typing: others.flatMap((id) => this.#roster.find(id) ?? []),
    };
    for (const listener of this.#listeners) listener();
  }
}

function toLogged({ data, offset }: Publication): LoggedMessage[] {
  const event = readChatEvent(data);
  return event?.type === "message" && offset !== undefined ? [{ message: event.message, offset }] : [];
}
