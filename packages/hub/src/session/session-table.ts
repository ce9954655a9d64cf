/**
 * The connected sessions of this node: by the id of the connection, by user, and by the secret id that a client gives when
 * it comes back.
 */
import type { SessionSelector } from "../ports/broker.ts";
import type { Session } from "./session.ts";

/** Connected sessions. */
export class SessionTable {
  readonly #byClient = new Map<string, Session>();
  /** Most users have one. */
  readonly #byUser = new Map<string, Session | Set<Session>>();
  readonly #bySecret = new Map<string, Session>();
  /** Connections that have not connected yet. */
  readonly #pending = new Set<Session>();

  get size(): number {
    return this.#byClient.size;
  }

  get users(): number {
    return this.#byUser.size;
  }

  addPending(session: Session): void {
    this.#pending.add(session);
  }

  add(session: Session, user: string, secret: string): void {
    this.#pending.delete(session);
    this.#byClient.set(session.client, session);
    this.#bySecret.set(secret, session);
    const sessions = this.#byUser.get(user);
    if (sessions instanceof Set) sessions.add(session);
    else this.#byUser.set(user, sessions === undefined ? session : new Set([sessions, session]));
  }

  remove(session: Session, user: string | undefined, secret: string | undefined): void {
    this.#pending.delete(session);
    this.#byClient.delete(session.client);
    if (secret !== undefined) this.#bySecret.delete(secret);
    if (user === undefined) return;
    const sessions = this.#byUser.get(user);
    if (sessions instanceof Set) sessions.delete(session);
    if (sessions === session || (sessions instanceof Set && sessions.size === 0)) this.#byUser.delete(user);
  }

  countOf(user: string): number {
    const sessions = this.#byUser.get(user);
    return sessions instanceof Set ? sessions.size : sessions === undefined ? 0 : 1;
  }

  bySecret(secret: string): Session | undefined {
    return this.#bySecret.get(secret);
  }

  /** Those that a server's command means. */
  select({ user, client, session }: SessionSelector): Session[] {
    return this.#of(user).filter(
      (candidate) =>
        (client === undefined || candidate.client === client) &&
        (session === undefined || session === "" || this.#bySecret.get(session) === candidate),
    );
  }

  /** Every connection, those that have not connected yet included. */
  all(): Session[] {
    return [...this.#pending, ...this.#byClient.values()];
  }

  #of(user: string): Session[] {
    const sessions = this.#byUser.get(user);
    return sessions === undefined ? [] : sessions instanceof Set ? [...sessions] : [sessions];
  }
}
