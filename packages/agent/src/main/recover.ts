/** Takes over what an earlier agent process left: attempts that run or have ended since go on, the rest is cleared away. */
import type { Logger } from "pino";
import type { Attempts } from "../attempts/attempts.ts";
import type { AttemptDisk } from "../ports/attempt-disk.ts";
import type { Executor } from "../ports/executor.ts";

export interface RecoverTools {
  readonly folders: AttemptDisk;
  readonly executors: ReadonlyMap<string, Executor>;
  readonly attempts: Attempts;
  readonly log: Logger;
}

/** Before the first Hello: what it does not list counts as lost. */
export async function recover(tools: RecoverTools): Promise<void> {
  for (const folder of await tools.folders.list()) await recoverOne(tools, folder);
  await tools.folders.tidy();
}

async function recoverOne(tools: RecoverTools, folder: string): Promise<void> {
  const { log, executors, folders } = tools;
  const read = folders.readLedger(folder);
  if (read.found === "entry" && folders.isRetained(folder)) return tools.attempts.retain(read.entry.key, folder);
  switch (read.found) {
    case "nothing":
      return folders.clear(folder);
    case "unreadable":
      // Perhaps of a newer version, and running: better to leave it than to lose sight of its process.
      log.error({ folder, err: read.cause }, "the ledger of an attempt cannot be read; the folder is left alone");
      return;
    case "entry": {
      const { entry, stop } = read;
      const executor = executors.get(entry.spec.declaration.runs.kind);
      const execution = await adopt(executor, folder);
      if (executor === undefined || execution === null) return folders.clear(folder);
      log.info({ ...entry.key }, "took over an attempt");
      tools.attempts.adopt({ entry, stop, folder, execution }, executor);
    }
  }
}

/** Null if nothing was started here: then the coordinator hears nothing of it, and counts it as lost. */
async function adopt(executor: Executor | undefined, folder: string) {
  return (await executor?.adopt?.(folder)) ?? null;
}
