/**
 * The CloseEvent interface: the platform's, where there is one (Node 23 and later), else one of our own by the same IDL.
 */
import { defineInterface } from "./define-interface.ts";
import { requireArguments, toDictionary, toUnsignedShort, toUsvString } from "./web-idl.ts";

/** Members of the `close` event. */
export interface CloseEvent extends Event {
  /** Both Close frames were exchanged, and no rule was broken. */
  readonly wasClean: boolean;
  /** The peer's code; 1005 for a Close without one, 1006 without a Close. */
  readonly code: number;
  /** The peer's reason, or "". */
  readonly reason: string;
}

/** Second argument of `new CloseEvent`. */
export interface CloseEventInit {
  bubbles?: boolean;
  cancelable?: boolean;
  composed?: boolean;
  wasClean?: boolean;
  code?: number;
  reason?: string;
}

/** The interface object. */
export interface CloseEventConstructor {
  readonly prototype: CloseEvent;
  new (type: string, eventInitDict?: CloseEventInit): CloseEvent;
}

/** Makes a CloseEvent interface on the platform's Event. */
export function createCloseEventInterface(): CloseEventConstructor {
  const interfaceObject = class CloseEvent extends Event {
    readonly #init: { readonly wasClean: boolean; readonly code: number; readonly reason: string };

    constructor(...args: unknown[]) {
      requireArguments(args.length, 1, "Failed to construct 'CloseEvent'");
      const init = toDictionary(args[1], "The 2nd argument of CloseEvent");
      super(args[0] as string, init);
      const { code = 0, reason = "", wasClean = false } = init;
      this.#init = { code: toUnsignedShort(code), reason: toUsvString(reason), wasClean: Boolean(wasClean) };
    }

    get wasClean(): boolean {
      return this.#init.wasClean;
    }

    get code(): number {
      return this.#init.code;
    }

    get reason(): string {
      return this.#init.reason;
    }
  };
  defineInterface(interfaceObject, { name: "CloseEvent", length: 1, attributes: ["wasClean", "code", "reason"] });
  return interfaceObject;
}

const platform = globalThis as { readonly CloseEvent?: CloseEventConstructor };

/** The CloseEvent interface object. */
export const CloseEvent: CloseEventConstructor = platform.CloseEvent ?? createCloseEventInterface();
