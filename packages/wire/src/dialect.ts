/**
 * Where a connection may depart from this project's choices, for faces that must behave like another library.
 * Nothing here lets a peer do more than a limit allows; what is off by default is documented at each switch.
 */

/** Switches of one connection, fixed for its life. */
export interface ConnectionDialect {
  /**
   * Check that text and close reasons are UTF-8 (RFC 6455 §8.1). Default true. Off is for trusted peers only: a message
   * of type text may then hold any bytes.
   */
  readonly validateUtf8: boolean;
  /** Tell `onMessage` where the fragments of a message end. Default false. */
  readonly recordFragments: boolean;
  /**
   * Asked once per frame for its masking key; `undefined` sends the frame unmasked. Default: the rule of the role
   * (RFC 6455 §5.1), which a peer may insist on.
   */
  readonly frameMask: (() => number | undefined) | undefined;
  /** The Close after a fault says in its reason what the fault was. Default true. */
  readonly explainFailures: boolean;
  /** The answer to a Close repeats its reason, not only its code. Default false. */
  readonly echoReasons: boolean;
}

/** What a connection does when nothing else is asked for. */
export const defaultDialect: ConnectionDialect = Object.freeze({
  validateUtf8: true,
  recordFragments: false,
  frameMask: undefined,
  explainFailures: true,
  echoReasons: false,
});
