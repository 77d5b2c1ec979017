import type { EngineLog } from "@troupe/engine";
import { SqliteCatalog } from "../adapters/sqlite/catalog.ts";
import type { DataDirectory } from "../adapters/sqlite/data-directory.ts";

/** Made anew where it is damaged: all that it has stands elsewhere. */
export function openCatalog(directory: DataDirectory, log: EngineLog): Promise<SqliteCatalog> {
  return SqliteCatalog.open(directory, ({ error, movedTo }) =>
    log.warn({ error, file: movedTo }, "the catalog was damaged, is set aside and is made anew from feed and archive"),
  );
}
