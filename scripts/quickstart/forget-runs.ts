/** An empty beginning, without building Python environments anew. */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** What `troupe dev` keeps for its agent, and may be lost, but takes long to make. */
const kept = "agent-cache";

export async function forgetRuns(dataDir: string): Promise<void> {
  const entries = await readdir(dataDir).catch(() => []);
  for (const entry of entries) {
    if (entry !== kept) await rm(join(dataDir, entry), { recursive: true, force: true });
  }
}
