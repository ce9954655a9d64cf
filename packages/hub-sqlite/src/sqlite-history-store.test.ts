import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHubClock, describeHistoryStore } from "@longwire/testkit";
import { SqliteHistoryStore } from "./sqlite-history-store.ts";

describeHistoryStore("SQLite", async () => {
  const directory = await mkdtemp(join(tmpdir(), "longwire-sqlite-"));
  const { clock, advance } = createHubClock();
  const store = await SqliteHistoryStore.open({ file: join(directory, "longwire.db"), clock });
  return {
    store,
    advance,
    dispose: async () => {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
});
