/** Waiting for a lane that an earlier agent process made: it cannot tell us anything, but it writes its record. */
import { type FSWatcher, watch } from "node:fs";
import type { ProcessIdentity } from "../../ports/executor.ts";
import { bootId, isAlive } from "../../process-tree/process-identity.ts";
import { exitRecordName, type LaneEnd, readExitRecord } from "./exit-record.ts";

/** A lane that is killed writes nothing, and nothing tells a stranger of it: so now and then it is looked for. */
export const lookForLaneMs = 5_000;

export async function awaitRecord(folder: string, lane: ProcessIdentity): Promise<LaneEnd> {
  // After a crash of the machine outputs may be torn even where the record is whole.
  if (lane.bootId !== bootId()) return { outcome: "lost" };
  const { promise, resolve } = Promise.withResolvers<LaneEnd>();
  const look = async () => {
    // In this order: a lane that is found dead has written all that it ever will.
    const alive = isAlive(lane);
    const record = await readExitRecord(folder);
    if (record !== undefined) resolve(record);
    else if (!alive) resolve({ outcome: "lost" });
  };
  const watcher = watchFolder(folder, (name) => name === exitRecordName && void look());
  // Neither keeps a process alive that has no other reason to be: an agent that leaves it to the next one.
  watcher?.unref();
  const timer = setInterval(() => void look(), lookForLaneMs).unref();
  // What ended before the watch was there.
  await look();
  const end = await promise;
  clearInterval(timer);
  watcher?.close();
  return end;
}

/** Undefined if the machine has no watches left: then the timer has to do. */
function watchFolder(folder: string, changed: (name: string | null) => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, (_event, name) => changed(name));
    return watcher.on("error", () => watcher.close());
  } catch {
    return undefined;
  }
}
