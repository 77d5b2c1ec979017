import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { telemetryStoreConformance } from "@troupe/testing/conformance";
import { describe, it } from "vitest";
import { DataDirectory } from "./data-directory.ts";
import { SqliteTelemetryStore } from "./telemetry-store.ts";

async function openStore() {
  const path = mkdtempSync(join(tmpdir(), "troupe-telemetry-"));
  const directory = DataDirectory.open(path);
  const store = await SqliteTelemetryStore.open(directory);
  const again: SqliteTelemetryStore[] = [];
  // The first store stays open, as after a kill: nothing of what it holds in memory is written.
  const crash = async () => {
    const opened = await SqliteTelemetryStore.open(directory);
    again.push(opened);
    return opened;
  };
  const dispose = async () => {
    for (const each of [...again, store]) await each.close();
    directory.close();
    rmSync(path, { recursive: true });
  };
  return { path, store, crash, dispose };
}

telemetryStoreConformance({ describe, it }, "SqliteTelemetryStore", openStore);
