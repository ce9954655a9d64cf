/**
 * What authentication and permissions tell the log. The events hold no token, no key and no claim but the user's id.
 */
import type { TokenFaultReason } from "./token-fault.ts";

/** Something that an operator wants to find later. */
export type AuthEvent =
  /** A token was refused. */
  | {
      readonly type: "token-refused";
      readonly reason: TokenFaultReason;
      readonly claim?: string | undefined;
      /** Of the connection, where it is known. */
      readonly user?: string | undefined;
      readonly channel?: string | undefined;
    }
  /** Keys could not be fetched. `problem` names no more than the kind of failure. */
  | { readonly type: "keys-unavailable"; readonly problem: string }
  /** The application's authentication function failed. */
  | { readonly type: "authenticate-failed"; readonly error: unknown }
  /** A rule failed: the request was denied with 100. */
  | {
      readonly type: "rule-failed";
      readonly rule: string;
      readonly user: string;
      readonly channel: string;
      readonly error: unknown;
    }
  /** More revocations than are kept one by one: the tokens of all users from before `before` are void. */
  | { readonly type: "revocations-folded"; readonly before: number };

/** Told what happens. It must not throw. */
export type AuthObserver = (event: AuthEvent) => void;
