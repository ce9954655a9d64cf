/**
 * Who is in a room, from what the server tells: the whole list at times, and who comes and goes. After a cut of everybody,
 * such as a restart of the server, the list fills again: who is not back yet stays for a while, so that nobody flickers.
 */

import type { Person } from "@longwire/cli/playground";
import type { Clock } from "./clock.ts";

/** How long one is kept who is missing from the list after a cut, ms. */
export const returnGraceMs = 6_000;

/** The people of one room. */
export class Roster {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #people = new Map<string, Person>();
  readonly #missing = new Map<string, () => void>();

  /** @param onChange called when one is missing for too long. */
  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Everyone, in the order in which they came. */
  get people(): readonly Person[] {
    return [...this.#people.values()];
  }

  /** One of them. */
  find(id: string): Person | undefined {
    return this.#people.get(id);
  }

  /** One is here, perhaps under another name. */
  came(person: Person): void {
    this.#missing.get(person.id)?.();
    this.#missing.delete(person.id);
    this.#people.set(person.id, person);
  }

  /** One has gone. */
  left(id: string): void {
    this.#missing.get(id)?.();
    this.#missing.delete(id);
    this.#people.delete(id);
  }

  /** The list as the server has it. */
  take(people: readonly Person[]): void {
    for (const person of people) this.came(person);
    const present = new Set(people.map(({ id }) => id));
    for (const id of this.#people.keys()) if (!present.has(id) && !this.#missing.has(id)) this.#miss(id);
  }

  /** Nothing is known any more. */
  clear(): void {
    for (const cancel of this.#missing.values()) cancel();
    this.#missing.clear();
    this.#people.clear();
  }

  #miss(id: string): void {
    const cancel = this.#clock.after(returnGraceMs, () => {
      this.left(id);
      this.#onChange();
    });
    this.#missing.set(id, cancel);
  }
}
