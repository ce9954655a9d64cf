/**
 * The names that people have taken last, so that one who joins hears the present one. It knows ids and names only.
 */

/** People whose names are known at once; over it the one who took a name longest ago is forgotten. */
export const maxNames = 10_000;

/** Names by person. */
export class Names {
  readonly #names = new Map<string, string>();

  /** The person's name is `name` from now on. */
  take(person: string, name: string): void {
    this.#names.delete(person);
    this.#names.set(person, name);
    if (this.#names.size <= maxNames) return;
    const [oldest] = this.#names.keys();
    if (oldest !== undefined) this.#names.delete(oldest);
  }

  /** The person's last name, as far as it is known. */
  of(person: string): string | undefined {
    return this.#names.get(person);
  }
}
