/**
 * The table of revocations: the latest for each user and session.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Revocation } from "@longwire/hub";

/** Finds and writes rows. */
export class RevocationTable {
  readonly #add: StatementSync;
  readonly #forget: StatementSync;
  readonly #list: StatementSync;

  constructor(database: DatabaseSync) {
    this.#add = database.prepare(
      `INSERT INTO revocation (user, has_session, session, moment) VALUES (?,?,?,?)
       ON CONFLICT DO UPDATE SET moment = max(moment, excluded.moment)`,
    );
    this.#forget = database.prepare("DELETE FROM revocation WHERE moment < ?");
    this.#list = database.prepare("SELECT user, has_session, session, moment FROM revocation");
  }

  add({ user, session, before }: Revocation): void {
    this.#add.run(user, session === undefined ? 0 : 1, session ?? "", Math.ceil(before));
  }

  /** Forgets those from before `since`, and lists the others. */
  list(since: number): Revocation[] {
    this.#forget.run(since);
    return this.#list.all().map(({ user, has_session, session, moment }) => ({
      user: String(user),
      before: Number(moment),
      ...(has_session === 1 ? { session: String(session) } : {}),
    }));
  }
}
