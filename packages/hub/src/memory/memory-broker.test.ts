import { describeBroker } from "@longwire/testkit";
import { MemoryBroker } from "./memory-broker.ts";

describeBroker("memory", async () => {
  const broker = new MemoryBroker();
  return { broker, settle: async () => undefined, dispose: () => broker.close() };
});
