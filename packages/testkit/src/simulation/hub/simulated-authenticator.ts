/**
 * Tokens without cryptography: who, until when, and since when. They expire and can be revoked as real ones.
 */
import type { Authenticator, AuthOutcome, Clock, ControlMessage, GrantOutcome, Identity } from "@longwire/hub";
import type { ConnectRequest } from "@longwire/protocol";

/** What a token says. Times are Unix times: `expireAt` in seconds, `issuedAt` in milliseconds. */
export interface SimulatedToken {
  readonly user: string;
  readonly issuedAt: number;
  readonly expireAt?: number | undefined;
}

/** The text of a token. */
export function writeToken({ user, issuedAt, expireAt = 0 }: SimulatedToken): string {
  return `${user}/${issuedAt}/${expireAt}`;
}

/** What `text` says. */
export function readToken(text: string): SimulatedToken {
  const [user = "", issuedAt = "0", expireAt = "0"] = text.split("/");
  return { user, issuedAt: Number(issuedAt), expireAt: expireAt === "0" ? undefined : Number(expireAt) };
}

/** @see Authenticator */
export class SimulatedAuthenticator implements Authenticator {
  readonly #clock: Clock;
  readonly #revokedBefore = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async authenticate(_request: unknown, { token = "" }: ConnectRequest): Promise<AuthOutcome> {
    return this.#judge(token);
  }

  async refresh(_identity: Identity, token: string): Promise<AuthOutcome> {
    return this.#judge(token);
  }

  async subscription(): Promise<GrantOutcome> {
    return { ok: true };
  }

  revoked({ user, before }: Extract<ControlMessage, { type: "revoke" }>): void {
    this.#revokedBefore.set(user, Math.max(before, this.#revokedBefore.get(user) ?? 0));
  }

  isRevoked({ user, issuedAt = 0 }: Omit<Identity, "client">): boolean {
    return issuedAt < (this.#revokedBefore.get(user) ?? 0);
  }

  #judge(text: string): AuthOutcome {
    const { user, issuedAt, expireAt } = readToken(text);
    if (expireAt !== undefined && expireAt * 1000 <= this.#clock.wallTime())
      return { ok: false, error: "tokenExpired" };
    const identity = { user, meta: undefined, claims: {}, issuedAt };
    if (this.isRevoked(identity)) return { ok: false, error: "tokenExpired" };
    return { ok: true, identity, channels: [], expireAt };
  }
}
