/**
 * Says who a connection is by its token, and what a subscription token grants. It keeps nothing of a connection.
 */
import type { ConnectRequest } from "@longwire/protocol";
import type { Identity } from "../channel/channel-options.ts";
import type { ControlMessage } from "../ports/broker.ts";
import type { ConnectionRequest } from "../ports/connection.ts";
import type { Authenticator, AuthOutcome, GrantOutcome } from "./authenticator.ts";
import { Revocations, sessionsOf } from "./revocations.ts";
import {
  type ConnectionClaims,
  readConnectionClaims,
  readSubscriptionClaims,
  type SubscriptionClaims,
} from "./token-claims.ts";
import type { TokenFault, TokenFaultReason } from "./token-fault.ts";
import { type TokenOptions, TokenVerifier, type VerifierPorts } from "./token-verifier.ts";

/** Whom tokens let in. */
export interface TokenAuthenticatorOptions {
  /** Keys and checks. Default: no token is accepted. */
  readonly token?: TokenOptions | undefined;
  /** For subscription tokens. Default: as `token`. */
  readonly subscriptionToken?: TokenOptions | undefined;
  /** A connection without token is let in as anonymous. Default false: error 101. */
  readonly allowAnonymous?: boolean | undefined;
  /** Tokens without a user are refused with 3507. Default false. */
  readonly denyAnonymousTokens?: boolean | undefined;
  /** Connections do not expire, whatever their tokens say: for development. Default false. */
  readonly ignoreExpiry?: boolean | undefined;
}

/** What an authenticator needs of the world. */
export interface AuthenticatorPorts extends VerifierPorts {
  /** Shared with the permissions of the same hub. Default: its own. */
  readonly revocations?: Revocations | undefined;
}

const defaultUserClaim = "sub";

/** Authenticates by JSON Web Tokens. */
export class TokenAuthenticator implements Authenticator {
  readonly #options: TokenAuthenticatorOptions;
  readonly #ports: AuthenticatorPorts;
  readonly #revocations: Revocations;
  readonly #connections: TokenVerifier | undefined;
  readonly #subscriptions: TokenVerifier | undefined;

  /** @throws RangeError for keys that must not be used. */
  constructor(options: TokenAuthenticatorOptions, ports: AuthenticatorPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#revocations = ports.revocations ?? new Revocations(ports.clock);
    this.#connections = options.token && new TokenVerifier(options.token, ports);
    this.#subscriptions = options.subscriptionToken
      ? new TokenVerifier(options.subscriptionToken, ports)
      : this.#connections;
  }

  async authenticate(_request: ConnectionRequest, connect: ConnectRequest): Promise<AuthOutcome> {
    const { token = "", session } = connect;
    if (token === "") return this.#anonymous();
    const claims = await this.#connectionClaims(token, session);
    if (!claims.ok) return this.#refuse(claims);
    if (claims.user === "" && this.#options.denyAnonymousTokens) {
      return { ok: false, disconnect: "permissionDenied", reason: "anonymous" };
    }
    return this.#outcomeOf(claims);
  }

  async refresh(identity: Identity, token: string): Promise<AuthOutcome> {
    const claims = await this.#connectionClaims(token, undefined);
    if (!claims.ok) return this.#refuse(claims, identity.user);
    if (claims.user !== identity.user) return this.#refuse({ ok: false, reason: "token-other-user" }, identity.user);
    return this.#outcomeOf(claims);
  }

  async subscription(identity: Identity, channel: string, token: string): Promise<GrantOutcome> {
    const claims = await this.#subscriptionClaims(token);
    const fault = claims.ok ? this.#mismatch(claims, identity, channel) : claims;
    if (claims.ok && fault === undefined) return claims.grant;
    const reason = fault?.reason ?? "token-malformed";
    this.#ports.observe?.({ type: "token-refused", reason, claim: fault?.claim, user: identity.user, channel });
    return { ok: false, error: subscriptionError(reason), reason };
  }

  revoked(message: Extract<ControlMessage, { type: "revoke" }>): void {
    this.#revocations.add(message);
  }

  isRevoked(identity: Omit<Identity, "client">): boolean {
    return this.#revocations.hasIdentity(identity);
  }

  #anonymous(): AuthOutcome {
    if (!this.#options.allowAnonymous) return { ok: false, error: "unauthorized", reason: "no-token" };
    const issuedAt = this.#ports.clock.wallTime();
    return { ok: true, identity: { user: "", meta: undefined, claims: {}, issuedAt }, channels: [] };
  }

  async #connectionClaims(token: string, session: string | undefined): Promise<ConnectionClaims | TokenFault> {
    if (this.#connections === undefined) return { ok: false, reason: "token-algorithm" };
    const verified = await this.#connections.verify(token);
    if (!verified.ok) return verified;
    const claims = readConnectionClaims(verified.claims, this.#options.token?.userClaim ?? defaultUserClaim);
    if (!claims.ok) return claims;
    const sessions = session === undefined ? sessionsOf(claims.claims) : [...sessionsOf(claims.claims), session];
    const isRevoked = this.#revocations.has(claims.user, sessions, claims.issuedAt);
    return isRevoked ? { ok: false, reason: "token-revoked" } : claims;
  }

  async #subscriptionClaims(token: string): Promise<SubscriptionClaims | TokenFault> {
    if (this.#subscriptions === undefined) return { ok: false, reason: "token-algorithm" };
    const verified = await this.#subscriptions.verify(token);
    if (!verified.ok) return verified;
    const { token: options, subscriptionToken = options } = this.#options;
    const claims = readSubscriptionClaims(verified.claims, subscriptionToken?.userClaim ?? defaultUserClaim);
    if (!claims.ok) return claims;
    const isRevoked = this.#revocations.has(claims.user, sessionsOf(verified.claims), claims.issuedAt);
    return isRevoked ? { ok: false, reason: "token-revoked" } : claims;
  }

  #mismatch(claims: SubscriptionClaims, identity: Identity, channel: string): TokenFault | undefined {
    if (claims.channel !== channel) return { ok: false, reason: "token-other-channel" };
    if (claims.user !== identity.user) return { ok: false, reason: "token-other-user" };
    const isOtherClient = claims.client !== "" && claims.client !== identity.client;
    return isOtherClient ? { ok: false, reason: "token-other-client" } : undefined;
  }

  #outcomeOf({ user, meta, claims, issuedAt, expireAt, info, subscriptions }: ConnectionClaims): AuthOutcome {
    return {
      ok: true,
      identity: { user, meta, claims, issuedAt },
      expireAt: this.#options.ignoreExpiry ? undefined : expireAt,
      info,
      channels: [...subscriptions.keys()],
      grants: subscriptions,
    };
  }

  #refuse({ reason, claim }: TokenFault, user?: string): AuthOutcome {
    this.#ports.observe?.({ type: "token-refused", reason, claim, user });
    // The SDKs fetch a new token for the one, come back for the other, and give up for the rest.
    if (isStale(reason)) return { ok: false, error: "tokenExpired", reason };
    if (reason === "token-keys-unavailable") return { ok: false, error: "internal", reason };
    return { ok: false, disconnect: "invalidToken", reason };
  }
}

/** A new token may be better. */
function isStale(reason: TokenFaultReason): boolean {
  return reason === "token-expired" || reason === "token-revoked";
}

/** A wrong subscription token costs the channel and not the connection. */
function subscriptionError(reason: TokenFaultReason): "tokenExpired" | "internal" | "permissionDenied" {
  if (isStale(reason)) return "tokenExpired";
  return reason === "token-keys-unavailable" ? "internal" : "permissionDenied";
}
