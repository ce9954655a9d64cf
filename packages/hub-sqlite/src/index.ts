/**
 * @longwire/hub-sqlite: durable history for a hub on one machine.
 */
export { backUpData } from "./data/back-up-data.ts";
export { checkData, type DataCheck } from "./data/check-data.ts";
export { type Compaction, compactData } from "./data/compact-data.ts";
export { GroupCommit, type GroupCommitLimits, groupCommitDefaults, type WriteDurability } from "./group-commit.ts";
export { SqliteHistoryStore, type SqliteStoreOptions } from "./sqlite-history-store.ts";
export { SqliteStoreError, type StoreFaultCode, storeFaults } from "./sqlite-store-error.ts";
export {
  keepsEpoch,
  type LogRecord,
  neededFor,
  type RunRecord,
  type RunStart,
  startRun,
} from "./start-verdict.ts";
