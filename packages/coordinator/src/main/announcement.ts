/**
 * `coordinator.json` in the data directory: how clients of the same user on this machine find the coordinator, and the
 * token that lets them in. It is there while the coordinator serves.
 */
import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface Announcement {
  readonly pid: number;
  /** "127.0.0.1:7420". */
  readonly address: string;
  readonly httpUrl: string;
  readonly token: string;
  /** What it shows to clients, in PEM; null: nothing is encrypted. */
  readonly certificate: string | null;
}

/** Answers the way to withdraw it. */
export async function announce(dataDir: string, announcement: Announcement): Promise<() => Promise<void>> {
  const path = join(dataDir, "coordinator.json");
  const temporary = `${path}.${randomUUID()}.tmp`;
  // SAFETY: for its owner only from the first byte on, and never seen half: it holds a token.
  await writeFile(temporary, `${JSON.stringify(announcement, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  await rename(temporary, path);
  return () => rm(path, { force: true });
}
