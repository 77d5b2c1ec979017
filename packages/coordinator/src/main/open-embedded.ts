/** What an embedded coordinator keeps, all of it in one directory. */
import { join } from "node:path";
import type { CoordinatorInfo, EngineLog } from "@troupe/engine";
import { DirectoryArchive } from "../adapters/archive/directory.ts";
import { DataDirectory } from "../adapters/sqlite/data-directory.ts";
import { SqliteEventFeed } from "../adapters/sqlite/event-feed.ts";
import { SqliteLeadership } from "../adapters/sqlite/leadership.ts";
import { SqliteStateStore } from "../adapters/sqlite/state-store.ts";
import { SqliteTelemetryStore } from "../adapters/sqlite/telemetry-store.ts";
import { openCatalog } from "./open-catalog.ts";
import type { Stores } from "./stores.ts";

/** What it opens goes onto the stack, which closes it in reverse: the lock of the directory last. */
export async function openEmbedded(dataDir: string, stack: AsyncDisposableStack, log: EngineLog): Promise<Stores> {
  const directory = stack.adopt(DataDirectory.open(dataDir), (held) => held.close());
  const stateStore = stack.adopt(new SqliteStateStore(directory), (store) => store.close());
  const eventFeed = stack.adopt(new SqliteEventFeed(directory), (feed) => feed.close());
  const telemetryStore = stack.adopt(await SqliteTelemetryStore.open(directory), (store) => store.close());
  const catalog = stack.adopt(await openCatalog(directory, log), (view) => view.close());
  const archive = await DirectoryArchive.open(join(dataDir, "archive"));
  const openLeadership = async (self: CoordinatorInfo) => new SqliteLeadership(directory, stateStore, self);
  return {
    areShared: false,
    kind: "sqlite",
    archiveKind: "directory",
    stateStore,
    eventFeed,
    telemetryStore,
    archive,
    archiveUpkeep: archive,
    catalog,
    openLeadership,
  };
}
