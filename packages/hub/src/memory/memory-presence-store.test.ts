import { createHubClock, describePresenceStore } from "@longwire/testkit";
import { MemoryPresenceStore } from "./memory-presence-store.ts";

describePresenceStore("memory", async () => {
  const { clock, advance } = createHubClock();
  const store = new MemoryPresenceStore(clock);
  return { store, advance, dispose: () => store.close() };
});
