/**
 * One agent process per folder. Node has no flock, and a lock file whose age decides breaks while its holder is stopped:
 * an exclusive transaction held open is refused as long as the holder lives, stopped or not, and is freed by its death.
 */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { TroupeError } from "@troupe/core";

export interface FolderLock {
  release(): void;
}

export function lockFolder(folder: string): FolderLock {
  const database = new DatabaseSync(join(folder, "lock.db"));
  try {
    // Without waiting: the holder does not let go while it lives.
    database.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
  } catch (cause) {
    database.close();
    throw new TroupeError(`another agent uses ${folder}; give this one a folder of its own with --state`, {
      code: "STATE_FOLDER_IN_USE",
      reaction: "fatal",
      details: { folder },
      cause,
    });
  }
  return { release: () => database.close() };
}
