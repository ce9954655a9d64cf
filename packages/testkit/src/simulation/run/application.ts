/**
 * The application of the simulated hub: handlers that take their time and fail, as the run wants.
 */
import { type HubHandlers, RealtimeError } from "@longwire/hub";
import type { SeededRandom } from "../../seeded-random.ts";
import type { World } from "../world/world.ts";
import type { HandlerNature } from "./stage.ts";

/** Handlers for every event. A call that was begun by a process that has ended is never answered. */
export function createApplication(world: World, random: SeededRandom, nature: HandlerNature): HubHandlers {
  const behave = async (): Promise<undefined> => {
    if (nature.slowMs > 0 && random.chance(0.5)) {
      await new Promise<void>((resolve) => {
        world.schedule(world.current, random.below(nature.slowMs), "handler", resolve);
      });
    }
    if (!random.chance(nature.failing)) return undefined;
    // One that may be tried again, so that clients do.
    if (random.chance(0.5)) throw new RealtimeError(400, "not now", { temporary: true });
    throw new Error("the application failed");
  };
  return {
    connect: behave,
    subscribe: behave,
    publish: behave,
    rpc: async () => {
      await behave();
      return { answer: 42 };
    },
    disconnect: () => {
      if (random.chance(nature.failing)) throw new Error("the application failed to say goodbye");
    },
  };
}
