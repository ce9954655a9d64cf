/**
 * One room: who is in it and what was said last. Pure: it is told what happened and returns what others should hear.
 * It does not know sockets, time, JSON or other rooms.
 */

import { type ChatMessage, chatBounds, type Person } from "../../../protocol/chat.ts";

/** Members (tabs) that one room holds; a further one is refused with `full`. */
export const maxMembersPerRoom = 500;

// Ids remembered against doubles: far more than history, because a resend comes seconds after a cut, not hours.
const REMEMBERED_IDS = 1000;

/** A message and whether this was the first time that it came. */
export interface Said {
  readonly message: ChatMessage;
  readonly isNew: boolean;
}

/** People and recent messages of one room. `Member` is whatever stands for one open tab. */
export class Room<Member> {
  readonly #people = new Map<string, { name: string; members: Set<Member> }>();
  readonly #personOf = new Map<Member, string>();
  readonly #messages: ChatMessage[] = [];
  readonly #remembered = new Map<string, ChatMessage>();

  /** All members, in the order of their arrival. */
  get members(): Iterable<Member> {
    return this.#personOf.keys();
  }

  /** Number of members, that is of tabs. */
  get size(): number {
    return this.#personOf.size;
  }

  /** Everyone who is here, one entry per person. */
  get people(): Person[] {
    return [...this.#people].map(([id, { name, members }]) => ({ id, name, tabs: members.size }));
  }

  /** The last 50 messages, oldest first. */
  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  /** Whether this member is in the room. */
  has(member: Member): boolean {
    return this.#personOf.has(member);
  }

  /** Lets a member in; the newest name of a person holds for all of that person's tabs. `undefined`: the room is full. */
  join(member: Member, id: string, name: string): Person | undefined {
    this.leave(member);
    if (this.#personOf.size >= maxMembersPerRoom) return undefined;
    const person = this.#people.get(id) ?? { name, members: new Set<Member>() };
    person.name = name;
    person.members.add(member);
    this.#people.set(id, person);
    this.#personOf.set(member, id);
    return { id, name, tabs: person.members.size };
  }

  /** Gives the member's person another name. `undefined` when the member is not here. */
  rename(member: Member, name: string): Person | undefined {
    const id = this.#personOf.get(member);
    return id === undefined ? undefined : this.join(member, id, name);
  }

  /** Takes a member out. Returns its person as it is now: `tabs: 0` when this was the last one; `undefined` when not here. */
  leave(member: Member): Person | undefined {
    const id = this.#personOf.get(member);
    const person = id === undefined ? undefined : this.#people.get(id);
    if (id === undefined || person === undefined) return undefined;
    this.#personOf.delete(member);
    person.members.delete(member);
    if (person.members.size === 0) this.#people.delete(id);
    return { id, name: person.name, tabs: person.members.size };
  }

  /** Who a member is. `undefined` when the member is not here. */
  personOf(member: Member): Person | undefined {
    const id = this.#personOf.get(member);
    const person = id === undefined ? undefined : this.#people.get(id);
    return id === undefined || person === undefined ? undefined : { id, name: person.name, tabs: person.members.size };
  }

  /** Keeps a message, once: the same id of the same person again gives the first one back. `undefined` when not here. */
  say(member: Member, id: string, text: string, at: number): Said | undefined {
    const person = this.personOf(member);
    if (person === undefined) return undefined;
    // The person is part of the key, so that nobody can use up an id that another one is about to send.
    const rememberedAs = `${person.id}/${id}`;
    const earlier = this.#remembered.get(rememberedAs);
    if (earlier !== undefined) return { message: earlier, isNew: false };
    const message: ChatMessage = { id, person: person.id, name: person.name, text, at };
    this.#remembered.set(rememberedAs, message);
    if (this.#remembered.size > REMEMBERED_IDS) this.#remembered.delete(this.#remembered.keys().next().value ?? "");
    this.#messages.push(message);
    if (this.#messages.length > chatBounds.historyMessages) this.#messages.shift();
    return { message, isNew: true };
  }
}
