/** Runs a function outside of any run, in a unit test: what it reports goes nowhere, what it saves stays where it is. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import type { SavedArtifact, StepHost } from "../step-host.ts";

export function localHost(step: string): StepHost {
  return {
    signal: new AbortController().signal,
    attempt: { runId: "local", task: step, attempt: 1, pipeline: "local" },
    metric() {},
    progress() {},
    log() {},
    save,
  };
}

async function save(kind: string, path: string): Promise<SavedArtifact> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { kind, digest: `sha256:${hash.digest("hex")}`, size, path: resolve(path) };
}
