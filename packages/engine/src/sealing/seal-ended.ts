/** Brings runs that have ended to be sealed. */
import type { Digest } from "@troupe/core";
import type { EngineLog } from "../options.ts";
import type { StoredPipelines } from "../pipeline/stored-pipelines.ts";
import type { Clock } from "../ports/clock.ts";
import type { RunRegistry } from "../run/run-registry.ts";
import type { Sealer } from "./sealer.ts";

export interface EndedSurroundings {
  readonly registry: RunRegistry;
  readonly pipelines: StoredPipelines;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly log: EngineLog;
  /** Of the engine. */
  readonly ended: AbortSignal;
}

const againMs = 60_000;

/** Nobody waits for it. What cannot be read now is tried again, and what this term does not seal the next one does. */
export function sealEnded(around: EndedSurroundings, runId: string): void {
  seal(around, runId).catch((error) => {
    if (around.ended.aborted) return;
    around.log.warn({ run: runId, error }, "an ended run cannot be read; it is sealed later");
    around.clock.after(againMs, () => sealEnded(around, runId));
  });
}

async function seal({ registry, pipelines, sealer }: EndedSurroundings, runId: string): Promise<void> {
  const ended = await registry.read(runId, ({ state }) => state);
  if (ended === undefined) return;
  const { record } = await pipelines.version(ended.header.pipeline, ended.header.version);
  sealer.seal({ state: ended, codeDigest: record.codeDigest as Digest | null });
}
