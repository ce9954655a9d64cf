/**
 * Says who a connection is by a function of the application, which sees the upgrade request (cookies, headers) and what
 * the client sent with its connect command. Subscription tokens, and connection tokens where the function leaves the
 * decision to them, are another authenticator's.
 */
import type { ConnectRequest, DisconnectName, ErrorName } from "@longwire/protocol";
import { Payload } from "@longwire/protocol";
import type { Identity } from "../channel/channel-options.ts";
import type { ControlMessage } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { ConnectionRequest } from "../ports/connection.ts";
import type { AuthObserver } from "./auth-event.ts";
import type { Authenticator, AuthOutcome, GrantOutcome } from "./authenticator.ts";
import { Capabilities } from "./capabilities.ts";

/** Whom the function lets in. */
export interface AuthenticatedUser {
  /** Empty: anonymous. */
  readonly user: string;
  /** What others see of the connection: JSON, or a `Payload`. */
  readonly info?: unknown;
  /** For the client, in the connect reply. */
  readonly data?: unknown;
  /** For rules and handlers, never shown to clients. */
  readonly meta?: unknown;
  /** Further facts for rules; `caps` gives capabilities as in a token. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Server-side subscriptions. */
  readonly channels?: readonly string[];
  /** Unix time in seconds at which the connection expires. Default: never. */
  readonly expireAt?: number;
}

/** Why the function lets somebody not in: by an error in the reply (default "permissionDenied"), or by a close. */
export interface AuthenticationRefusal {
  readonly user?: never;
  readonly error?: ErrorName;
  readonly disconnect?: DisconnectName;
  /** For the log. */
  readonly reason?: string;
}

/**
 * Decides who a connection is. `undefined` leaves it to the token. When it throws or rejects, the client gets error 100
 * and comes back later.
 */
export type AuthenticateFunction = (
  request: ConnectionRequest,
  connect: ConnectRequest,
) =>
  | AuthenticatedUser
  | AuthenticationRefusal
  | undefined
  | Promise<AuthenticatedUser | AuthenticationRefusal | undefined>;

/** What it needs of the world. */
export interface FunctionAuthenticatorPorts {
  readonly clock: Clock;
  readonly observe?: AuthObserver | undefined;
}

/** Authenticates by a function, and by `tokens` what the function leaves open. */
export class FunctionAuthenticator implements Authenticator {
  readonly #decide: AuthenticateFunction;
  readonly #tokens: Authenticator;
  readonly #ports: FunctionAuthenticatorPorts;

  constructor(decide: AuthenticateFunction, tokens: Authenticator, ports: FunctionAuthenticatorPorts) {
    this.#decide = decide;
    this.#tokens = tokens;
    this.#ports = ports;
  }

  async authenticate(request: ConnectionRequest, connect: ConnectRequest): Promise<AuthOutcome> {
    try {
      const answer = await this.#decide(request, connect);
      return answer === undefined ? await this.#tokens.authenticate(request, connect) : this.#outcomeOf(answer);
    } catch (error) {
      this.#ports.observe?.({ type: "authenticate-failed", error });
      return { ok: false, error: "internal", reason: "authenticate-failed" };
    }
  }

  refresh(identity: Identity, token: string): Promise<AuthOutcome> {
    return this.#tokens.refresh(identity, token);
  }

  subscription(identity: Identity, channel: string, token: string): Promise<GrantOutcome> {
    return this.#tokens.subscription(identity, channel, token);
  }

  revoked(message: Extract<ControlMessage, { type: "revoke" }>): void {
    this.#tokens.revoked?.(message);
  }

  isRevoked(identity: Omit<Identity, "client">): boolean {
    return this.#tokens.isRevoked?.(identity) ?? false;
  }

  #outcomeOf(answer: AuthenticatedUser | AuthenticationRefusal): AuthOutcome {
    if (answer.user === undefined) {
      const { error = "permissionDenied", disconnect, reason } = answer;
      return disconnect === undefined ? { ok: false, error, reason } : { ok: false, disconnect, reason };
    }
    const { user, info, data, meta, claims = noClaims, channels = [], expireAt } = answer;
    if (Capabilities.read(claims.caps) === undefined) throw new TypeError("claims.caps is no list of capabilities");
    return {
      ok: true,
      // It was asked just now, so that an earlier revocation does not hold against its answer.
      identity: { user, meta, claims, issuedAt: this.#ports.clock.wallTime() },
      expireAt,
      info: payloadOf(info),
      channels,
      data: payloadOf(data),
    };
  }
}

/** One object for all. */
const noClaims: Readonly<Record<string, unknown>> = Object.freeze({});

function payloadOf(value: unknown): Payload | undefined {
  return value === undefined || value instanceof Payload ? value : Payload.fromValue(value);
}
