/**
 * Puts authentication and permissions of one hub together, so that both know the same revocations.
 */
import type { Clock } from "../ports/clock.ts";
import { createSystemClock } from "../runtime/system-clock.ts";
import type { AuthObserver } from "./auth-event.ts";
import type { Authenticator } from "./authenticator.ts";
import type { DecisionMaker } from "./decision.ts";
import { type AuthenticateFunction, FunctionAuthenticator } from "./function-authenticator.ts";
import { Permissions } from "./permissions.ts";
import type { FetchDocument } from "./remote-key-set.ts";
import { type RevocationOptions, Revocations } from "./revocations.ts";
import { TokenAuthenticator, type TokenAuthenticatorOptions } from "./token-authenticator.ts";

/** Who may connect. */
export interface AuthOptions extends TokenAuthenticatorOptions {
  /** Is asked first; tokens decide what it leaves open. Default: tokens decide. */
  readonly authenticate?: AuthenticateFunction | undefined;
  readonly revocations?: RevocationOptions | undefined;
}

/** What it needs of the world. */
export interface AuthPorts {
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** For key sets. Default `globalThis.fetch`. */
  readonly fetch?: FetchDocument | undefined;
  readonly observe?: AuthObserver | undefined;
}

/** @throws RangeError for keys that must not be used. */
export function createAuth(
  { authenticate, revocations: revocationOptions, ...tokens }: AuthOptions,
  { clock = createSystemClock(), fetch, observe }: AuthPorts = {},
): { readonly authenticator: Authenticator; readonly permissions: DecisionMaker } {
  const ports = { clock, fetch, observe };
  const revocations = new Revocations(clock, revocationOptions, (before) =>
    observe?.({ type: "revocations-folded", before }),
  );
  const byToken = new TokenAuthenticator(tokens, { ...ports, revocations });
  return {
    authenticator: authenticate === undefined ? byToken : new FunctionAuthenticator(authenticate, byToken, ports),
    permissions: new Permissions({ revocations, observe }),
  };
}
