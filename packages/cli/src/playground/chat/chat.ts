/**
 * The chat as an application of the hub: who a page is, which channels its rooms are, and what it may say there. History,
 * recovery, presence and idempotency are the hub's; nothing of them is here but their declaration.
 */
import {
  type AuthenticatedUser,
  type AuthenticationRefusal,
  type ChannelOptions,
  type Hub,
  HubError,
  type Identity,
  RealtimeError,
} from "@longwire/hub";
import type { ConnectRequest, Payload } from "@longwire/protocol";
import {
  type ChatEvent,
  type ChatNote,
  type ConnectedData,
  chatBounds,
  chatChannel,
  type Person,
  type Said,
} from "../contract.ts";
import { Names } from "./names.ts";
import { personId } from "./person-id.ts";
import { readNote, readPerson, readRoomOf, readSay } from "./read-chat.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Rooms by pattern. Pages say things by calls, so that nothing is published that was not checked. */
export const chatChannels: Readonly<Record<string, ChannelOptions>> = {
  "chat:{room}": {
    history: { maxEntries: chatBounds.historyMessages * 2, maxBytes: 1024 * 1024, ttlMs: DAY_MS },
    recovery: "stream",
    presence: true,
    joinLeave: true,
    subscribe: "authenticated",
    publish: "deny",
    // A page that was away for longer than its resends may take still says nothing twice.
    idempotencyWindowMs: DAY_MS,
  },
};

/** What the chat does for connections. */
export class Chat {
  readonly #now: () => number;
  readonly #names = new Names();

  /** @param now the server's clock, ms since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Who a page is; `undefined` for other clients. */
  authenticate({ data }: ConnectRequest): AuthenticatedUser | AuthenticationRefusal | undefined {
    const person = readPerson(data);
    if (person === undefined || person === "malformed") return person && { disconnect: "badRequest" };
    const user = personId(person.key);
    this.#names.take(user, person.name);
    return { user, info: { name: person.name }, data: { you: user, now: this.#now() } satisfies ConnectedData };
  }

  /** Answers a call. @throws RealtimeError */
  async call(hub: Hub, { user }: Identity, method: string, data: Payload | undefined): Promise<unknown> {
    if (user === "") throw new RealtimeError(403, "only pages of the playground may call");
    if (method === "say") return this.#say(hub, user, data);
    if (method === "people") return this.#people(hub, readRoomOf(data));
    throw new RealtimeError(404, "there is no such call");
  }

  /** Takes what is not answered. @throws RealtimeError */
  async note(hub: Hub, { user }: Identity, data: Payload | undefined): Promise<void> {
    if (user === "") throw new RealtimeError(403, "only pages of the playground may send");
    const note = readNote(data);
    await publish(hub, note.room, this.#eventOf(user, note), { skipHistory: true });
  }

  async #say(hub: Hub, person: string, data: Payload | undefined): Promise<Said> {
    const { room, id, name, text, at } = readSay(data, this.#now());
    // The person is part of the key, so that nobody can use up an id that another one is about to send.
    const message: ChatEvent = { type: "message", message: { id, person, name, text, at } };
    const said = await publish(hub, room, message, { idempotencyKey: `${person}/${id}` });
    if (said === undefined) throw new Error("a room has no history");
    return said;
  }

  async #people(hub: Hub, room: string): Promise<readonly Person[]> {
    const people = new Map<string, Person>();
    for (const { info } of await hub.presence(chatChannel(room))) {
      const { user = "", connInfo } = info;
      people.set(user, { id: user, name: this.#names.of(user) ?? nameIn(connInfo) });
    }
    return [...people.values()];
  }

  #eventOf(person: string, note: ChatNote): ChatEvent {
    if (note.type === "typing") return { type: "typing", person, typing: note.typing };
    this.#names.take(person, note.name);
    return { type: "renamed", person: { id: person, name: note.name } };
  }
}

async function publish(
  hub: Hub,
  room: string,
  event: ChatEvent,
  options: { readonly idempotencyKey?: string; readonly skipHistory?: boolean },
): Promise<Said | undefined> {
  try {
    return (await hub.publish(chatChannel(room), event, options)).position;
  } catch (error) {
    // Of what reaches the hub only an id that was used for another message can be wrong.
    if (error instanceof HubError) throw new RealtimeError(409, error.message);
    throw error;
  }
}

function nameIn(info: Payload | undefined): string {
  return (info?.value as { readonly name?: string } | undefined)?.name ?? "";
}
