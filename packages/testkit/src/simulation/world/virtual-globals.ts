/**
 * Puts virtual time and seeded chance in the place of the globals that programs take them from, for as long as a run lasts.
 * What would bring in real time or real chance and is not wanted throws.
 */
import type { SeededRandom } from "../../seeded-random.ts";
import type { World } from "./world.ts";

/** Globals that are put aside during a run. */
const replaced = ["Date", "setTimeout", "clearTimeout", "setInterval", "setImmediate"] as const;

/** Installs the globals of `world`. Chance is for programs that ask `Math.random`. @returns puts the real ones back. */
export function installVirtualGlobals(world: World, random: SeededRandom): () => void {
  const kept = new Map(replaced.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const));
  const keptRandom = Math.random;
  const put = (name: (typeof replaced)[number], value: unknown): void => {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  };
  const timers = new Map<number, () => void>();
  let lastTimer = 0;
  put("Date", virtualDate(world));
  put("setTimeout", (task: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]): number => {
    lastTimer += 1;
    const id = lastTimer;
    const cancel = world.schedule(world.current, delayMs, "timer", () => {
      timers.delete(id);
      task(...args);
    });
    timers.set(id, cancel);
    return id;
  });
  put("clearTimeout", (id: number): void => {
    timers.get(id)?.();
    timers.delete(id);
  });
  put("setInterval", forbidden("setInterval"));
  put("setImmediate", forbidden("setImmediate"));
  Math.random = () => random.nextUint32() / 2 ** 32;
  return () => {
    for (const [name, descriptor] of kept)
      if (descriptor !== undefined) Object.defineProperty(globalThis, name, descriptor);
    Math.random = keptRandom;
  };
}

function virtualDate(world: World): DateConstructor {
  const now = (): number => world.wallTime(world.current);
  return new Proxy(Date, {
    construct: (target, args: unknown[]) => Reflect.construct(target, args.length === 0 ? [now()] : args) as Date,
    get: (target, property) => (property === "now" ? now : Reflect.get(target, property)),
  });
}

function forbidden(name: string): () => never {
  return () => {
    throw new Error(`${name} brings real time into the simulation`);
  };
}
