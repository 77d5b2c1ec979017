/** What an embedded coordinator keeps, all of it in one directory. */
import { join } from "node:path";
import type {
  Archive,
  ArchiveUpkeep,
  Catalog,
  EngineLog,
  EventFeed,
  Leadership,
  StateStore,
  TelemetryStore,
} from "@troupe/engine";
import { DirectoryArchive } from "../adapters/archive/directory.ts";
import { SqliteCatalog } from "../adapters/sqlite/catalog.ts";
import { DataDirectory } from "../adapters/sqlite/data-directory.ts";
import { SqliteEventFeed } from "../adapters/sqlite/event-feed.ts";
import { SqliteLeadership } from "../adapters/sqlite/leadership.ts";
import { SqliteStateStore } from "../adapters/sqlite/state-store.ts";
import { SqliteTelemetryStore } from "../adapters/sqlite/telemetry-store.ts";

export interface Stores {
  readonly leadership: Leadership;
  readonly stateStore: StateStore;
  readonly eventFeed: EventFeed;
  readonly telemetryStore: TelemetryStore;
  readonly archive: Archive;
  readonly archiveUpkeep: ArchiveUpkeep;
  readonly catalog: Catalog;
}

/** What it opens goes onto the stack, which closes it in reverse: the lock of the directory last. */
export async function openStores(dataDir: string, stack: AsyncDisposableStack, log: EngineLog): Promise<Stores> {
  const directory = stack.adopt(DataDirectory.open(dataDir), (held) => held.close());
  const stateStore = stack.adopt(new SqliteStateStore(directory), (store) => store.close());
  const eventFeed = stack.adopt(new SqliteEventFeed(directory), (feed) => feed.close());
  const telemetryStore = stack.adopt(await SqliteTelemetryStore.open(directory), (store) => store.close());
  const catalog = stack.adopt(await openCatalog(directory, log), (view) => view.close());
  const leadership = stack.adopt(new SqliteLeadership(directory, stateStore), (lead) => lead.close());
  const archive = await DirectoryArchive.open(join(dataDir, "archive"));
  return { leadership, stateStore, eventFeed, telemetryStore, archive, archiveUpkeep: archive, catalog };
}

function openCatalog(directory: DataDirectory, log: EngineLog): Promise<SqliteCatalog> {
  return SqliteCatalog.open(directory, ({ error, movedTo }) =>
    log.warn({ error, file: movedTo }, "the catalog was damaged, is set aside and is made anew from feed and archive"),
  );
}
