/**
 * The chat: takes what each member sent, keeps the rooms, and tells whom to send what.
 * It knows rooms and commands; it does not know sockets: `deliver` is how it speaks, `now` how it knows the time.
 */

import type { ChatCommand, ChatEvent, Person } from "../../../protocol/chat.ts";
import { personId } from "./person-id.ts";
import { readCommand } from "./read-command.ts";
import type { Room } from "./room.ts";
import { Rooms } from "./rooms.ts";

/** What the chat needs of its surroundings. */
export interface ChatPorts<Member> {
  /** Sends one event to all of these members. */
  readonly deliver: (event: ChatEvent, to: Iterable<Member>) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** All conversations of one server. `Member` stands for one connection; it belongs to at most one room. */
export class Chat<Member extends object> {
  readonly #ports: ChatPorts<Member>;
  readonly #rooms = new Rooms<Member>();
  readonly #roomOf = new Map<Member, { room: Room<Member>; typing: boolean }>();

  constructor(ports: ChatPorts<Member>) {
    this.#ports = ports;
  }

  /** Takes one text message. Never throws on what it holds: the member is told what was wrong. */
  receive(member: Member, text: string): void {
    const command = readCommand(text);
    if (command.type === "error") this.#reply(member, command);
    else this.#obey(member, command);
  }

  /** Takes a message that is not text: the chat has no use for one. */
  receiveBinary(member: Member): void {
    this.#reply(member, { type: "error", code: "malformed", detail: "The chat speaks text messages only." });
  }

  /** The connection is gone. Harmless when it never joined. */
  leave(member: Member): void {
    const place = this.#roomOf.get(member);
    if (place === undefined) return;
    this.#setTyping(member, false);
    this.#roomOf.delete(member);
    const person = place.room.leave(member);
    if (person === undefined) return;
    const event: ChatEvent = person.tabs === 0 ? { type: "left", id: person.id } : { type: "person", person };
    this.#ports.deliver(event, place.room.members);
  }

  #obey(member: Member, command: ChatCommand): void {
    const room = this.#roomOf.get(member)?.room;
    if (command.type === "ping") this.#reply(member, { type: "pong" });
    else if (command.type === "join") this.#join(member, command.room, personId(command.key), command.name);
    else if (room === undefined) this.#refuse(member, "not-joined", "Join a room first.", command);
    else if (command.type === "rename") this.#rename(member, room, command.name);
    else if (command.type === "say") this.#say(member, room, command.id, command.text);
    else this.#setTyping(member, command.typing);
  }

  #join(member: Member, name: string, id: string, displayName: string): void {
    this.leave(member);
    const room = this.#rooms.enter(name);
    const person = room?.join(member, id, displayName);
    if (room === undefined || person === undefined) {
      this.#refuse(member, "full", "There is no room left.");
      return;
    }
    this.#roomOf.set(member, { room, typing: false });
    this.#reply(member, { type: "joined", room: name, you: id, people: room.people, messages: room.messages });
    this.#ports.deliver({ type: "person", person }, others(room, member));
  }

  #rename(member: Member, room: Room<Member>, name: string): void {
    const person = room.rename(member, name);
    if (person !== undefined) this.#ports.deliver({ type: "person", person }, room.members);
  }

  #say(member: Member, room: Room<Member>, id: string, text: string): void {
    const said = room.say(member, id, text, this.#ports.now());
    if (said === undefined) return;
    this.#setTyping(member, false);
    if (said.isNew) this.#ports.deliver({ type: "message", message: said.message }, others(room, member));
    this.#reply(member, { type: "sent", id, at: said.message.at });
  }

  #setTyping(member: Member, typing: boolean): void {
    const place = this.#roomOf.get(member);
    const person: Person | undefined = place?.room.personOf(member);
    if (place === undefined || person === undefined) return;
    // A repeated "typing" goes on: it keeps the indicator alive. A repeated "not typing" says nothing new.
    if (!typing && !place.typing) return;
    place.typing = typing;
    this.#ports.deliver({ type: "typing", id: person.id, typing }, others(place.room, member));
  }

  #refuse(member: Member, code: "not-joined" | "full", detail: string, command?: ChatCommand): void {
    const error = { type: "error", code, detail } as const;
    this.#reply(member, command?.type === "say" ? { ...error, id: command.id } : error);
  }

  #reply(member: Member, event: ChatEvent): void {
    this.#ports.deliver(event, [member]);
  }
}

function* others<Member>(room: Room<Member>, except: Member): Iterable<Member> {
  for (const member of room.members) if (member !== except) yield member;
}
