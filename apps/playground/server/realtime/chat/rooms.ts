/**
 * All rooms by name, made when first entered. An empty room keeps its messages until its place is needed.
 * It does not know what happens inside a room.
 */

import { Room } from "./room.ts";

/** Rooms kept at once, empty ones included. Over it the empty room that was entered longest ago goes, or else nobody gets a new one. */
export const maxRooms = 500;

/** The rooms of one server. */
export class Rooms<Member> {
  // Insertion order is the order of the last entering, so that the first empty one is the oldest.
  readonly #rooms = new Map<string, Room<Member>>();

  /** The room of this name, new if need be. `undefined` when there are 500 rooms with people in them. */
  enter(name: string): Room<Member> | undefined {
    const room = this.#rooms.get(name) ?? this.#make();
    if (room === undefined) return undefined;
    this.#rooms.delete(name);
    this.#rooms.set(name, room);
    return room;
  }

  #make(): Room<Member> | undefined {
    if (this.#rooms.size < maxRooms) return new Room();
    for (const [name, room] of this.#rooms) {
      if (room.size > 0) continue;
      this.#rooms.delete(name);
      return new Room();
    }
    return undefined;
  }
}
