/**
 * What a client is told when something of its ends: a number for programs and a text for people.
 */

/** Why a connection or a subscription ended. What the numbers mean is in the table of each. */
export interface CodedReason {
  readonly code: number;
  readonly reason: string;
}
