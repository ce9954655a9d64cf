/**
 * Event handler IDL attributes (HTML §8.1.8.1): `onopen` and its like. A handler takes its place among the listeners when
 * it is first set and keeps it when it is replaced. It knows one target and stores whatever object it is given.
 */
import { isObject } from "./web-idl.ts";

const { addEventListener, removeEventListener } = EventTarget.prototype;

interface Active {
  value: object;
  readonly listener: (event: Event) => void;
}

/** The event handlers of one target. */
export class EventHandlers {
  readonly #target: EventTarget;
  readonly #active = new Map<string, Active>();

  constructor(target: EventTarget) {
    this.#target = target;
  }

  /** The value of an attribute: what was set, or null. */
  get(type: string): object | null {
    return this.#active.get(type)?.value ?? null;
  }

  /** Sets an attribute. `[LegacyTreatNonObjectAsNull]`: what is no object is null, and an object that cannot be called stays. */
  set(type: string, value: unknown): void {
    const active = this.#active.get(type);
    if (!isObject(value)) {
      if (active === undefined) return;
      removeEventListener.call(this.#target, type, active.listener);
      this.#active.delete(type);
    } else if (active === undefined) {
      const added: Active = { value, listener: (event) => invoke(added.value, event) };
      this.#active.set(type, added);
      addEventListener.call(this.#target, type, added.listener);
    } else {
      active.value = value;
    }
  }
}

/** HTML, "the event handler processing algorithm": false means `preventDefault`; what is thrown is reported by the dispatch. */
function invoke(handler: object, event: Event): void {
  if (typeof handler !== "function") return;
  const result: unknown = Reflect.apply(handler, event.currentTarget, [event]);
  if (result === false) event.preventDefault();
}
