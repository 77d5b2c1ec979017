/** What every step finds in its environment, whatever its language (docs/step-protocol.md). */
import { join } from "node:path";
import type { AttemptKey } from "@troupe/engine";
import type { OfferedSpec } from "../ports/coordinator-link.ts";

export function stepEnvironment(
  key: AttemptKey,
  spec: OfferedSpec,
  folder: string | null,
  /** Path of what an earlier attempt left. */
  checkpoint: string | null,
): Record<string, string> {
  const { step = null } = spec.checkpoint ?? {};
  return {
    ...spec.environment,
    TROUPE_RUN_ID: key.runId,
    TROUPE_TASK: key.task,
    TROUPE_ATTEMPT: String(key.attempt),
    TROUPE_PIPELINE: spec.pipeline,
    ...(folder === null ? {} : filesOf(folder)),
    ...(checkpoint === null ? {} : { TROUPE_CHECKPOINT: checkpoint }),
    ...(checkpoint === null || step === null ? {} : { TROUPE_CHECKPOINT_STEP: String(step) }),
    ...(spec.traceparent === null ? {} : { TRACEPARENT: spec.traceparent }),
    // Always set: without GPUs of its own a step must not see those of others.
    CUDA_VISIBLE_DEVICES: spec.devices.join(","),
    PYTHONUNBUFFERED: "1",
  };
}

function filesOf(folder: string): Record<string, string> {
  return {
    TROUPE_INPUTS: join(folder, "inputs.json"),
    TROUPE_OUTPUTS: join(folder, "outputs"),
    TROUPE_MESSAGES: join(folder, "messages.jsonl"),
  };
}
