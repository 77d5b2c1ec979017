/**
 * What an agent keeps artifacts and code in. No step of the simulation has artifacts, and its code is always there, so
 * nothing of it is ever used; it is opened once, before any simulation, because opening looks at a real folder.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ArchiveUpload, ArtifactCache, type AttemptTools } from "@troupe/agent/parts";
import { VirtualClock } from "@troupe/engine/adapters";

export interface UnusedCaches {
  readonly artifacts: ArtifactCache;
  readonly code: AttemptTools["code"];
  readonly upload: ArchiveUpload;
}

let opened: Promise<UnusedCaches> | undefined;

export function unusedCaches(): Promise<UnusedCaches> {
  opened ??= open();
  return opened;
}

async function open(): Promise<UnusedCaches> {
  const folder = mkdtempSync(join(tmpdir(), "troupe-simulation-"));
  const remote = { stat: unwanted, upload: unwanted, download: unwanted, close() {} };
  const tools = { remote, clock: new VirtualClock(), random: () => 0 };
  try {
    const artifacts = await ArtifactCache.open({ ...tools, folder, capBytes: 0 });
    return { artifacts, code: { use: async () => "/code", hold() {}, release() {} }, upload: new ArchiveUpload(tools) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function unwanted(): never {
  throw new Error("the simulation has no artifacts");
}
