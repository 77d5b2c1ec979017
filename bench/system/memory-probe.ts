/**
 * Imported into a process before its own script, with --expose-gc: on SIGUSR2 it collects what is garbage and writes what
 * is left into `memory-<pid>.json` in TROUPE_DATA_DIR.
 */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

process.on("SIGUSR2", () => {
  // What the first collection finalizes, the second one frees.
  for (let round = 0; round < 3; round += 1) globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const file = join(process.env.TROUPE_DATA_DIR ?? ".", `memory-${process.pid}.json`);
  writeFileSync(`${file}.tmp`, JSON.stringify({ used: heapUsed + external, resident: rss }));
  renameSync(`${file}.tmp`, file);
});
