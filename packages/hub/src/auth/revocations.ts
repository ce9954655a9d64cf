/**
 * Which identities are void: those of a user, or of one session of a user, from before a moment. Bounded in number and
 * time; what is forgotten early is never let in for it.
 */
import type { Identity } from "../channel/channel-options.ts";
import type { Clock } from "../ports/clock.ts";
import type { Revocation } from "../ports/revocation-store.ts";

/** How long and how many. */
export interface RevocationOptions {
  /** Not shorter than any token lives. Default 30 days. */
  readonly ttlMs?: number | undefined;
  /** Revocations that are kept one by one. Default 100,000. */
  readonly maxEntries?: number | undefined;
}

interface Entry {
  readonly before: number;
  readonly forgetAt: number;
}

const DAY_MS = 86_400_000;

/** Revocations of one node. */
export class Revocations {
  readonly #clock: Clock;
  readonly #ttlMs: number;
  readonly #maxEntries: number;
  readonly #onFolded: (before: number) => void;
  /** Oldest first: an entry that changes moves to the end. */
  readonly #entries = new Map<string, Entry>();
  /** Identities of every user from before this are void. */
  #floor: Entry = { before: Number.NEGATIVE_INFINITY, forgetAt: Number.POSITIVE_INFINITY };

  /** @param onFolded told when there were too many, so that everybody's identities from before `before` are void. */
  constructor(clock: Clock, options: RevocationOptions = {}, onFolded: (before: number) => void = () => undefined) {
    this.#clock = clock;
    this.#ttlMs = options.ttlMs ?? 30 * DAY_MS;
    this.#maxEntries = options.maxEntries ?? 100_000;
    this.#onFolded = onFolded;
  }

  /** Remembered one by one; for metrics. */
  get size(): number {
    return this.#entries.size;
  }

  /** Makes identities void. An earlier moment than one that is known changes nothing. */
  add({ user, session, before }: Revocation): void {
    this.#forgetOld();
    const key = keyOf(user, session);
    const known = this.#entries.get(key);
    if (known !== undefined && known.before >= before) return;
    this.#entries.delete(key);
    this.#entries.set(key, { before, forgetAt: this.#clock.wallTime() + this.#ttlMs });
    if (this.#entries.size > this.#maxEntries) this.#foldOldest();
  }

  /** True when what has been known of `user` since `issuedAt` is void, or what belongs to one of `sessions`. */
  has(user: string, sessions: readonly string[], issuedAt: number): boolean {
    const isBefore = (entry: Entry | undefined): boolean =>
      entry !== undefined && issuedAt < entry.before && this.#clock.wallTime() < entry.forgetAt;
    if (isBefore(this.#floor) || isBefore(this.#entries.get(keyOf(user, undefined)))) return true;
    return sessions.some((session) => isBefore(this.#entries.get(keyOf(user, session))));
  }

  /** The same for an identity; its sessions are its token's `sid` and `jti`. */
  hasIdentity(identity: Omit<Identity, "client">): boolean {
    return this.has(identity.user, sessionsOf(identity.claims), identity.issuedAt ?? 0);
  }

  #forgetOld(): void {
    for (const [key, { forgetAt }] of this.#entries) {
      if (forgetAt > this.#clock.wallTime()) return;
      this.#entries.delete(key);
    }
  }

  /** Forgetting one would let the revoked in again; this sends some others for a new token instead. */
  #foldOldest(): void {
    const [oldest] = this.#entries;
    if (oldest === undefined) return;
    const [key, entry] = oldest;
    this.#entries.delete(key);
    const { before, forgetAt } = this.#floor;
    this.#floor = {
      before: Math.max(before, entry.before),
      forgetAt: Math.max(before === Number.NEGATIVE_INFINITY ? 0 : forgetAt, entry.forgetAt),
    };
    this.#onFolded(this.#floor.before);
  }
}

/** Names under which a token's session may be revoked: OpenID Connect's `sid`, and `jti` (RFC 7519 §4.1.7). */
export function sessionsOf(claims: Readonly<Record<string, unknown>>): readonly string[] {
  return [claims.sid, claims.jti].filter((name) => typeof name === "string");
}

/** No two pairs have the same key, whatever characters they have. */
function keyOf(user: string, session: string | undefined): string {
  return session === undefined ? `${user.length}:${user}` : `${user.length}:${user}:${session}`;
}
