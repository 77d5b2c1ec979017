/** Lays an attempt out on this machine: devices, code, inputs, folder, and what its executor makes. What it takes is in `holdings`. */
import { readFile } from "node:fs/promises";
import { type Digest, isObject, type JsonObject, TroupeError } from "@troupe/core";
import type { AttemptKey } from "@troupe/engine";
import type { ArtifactLease } from "../artifacts/artifact-cache.ts";
import type { AttemptDisk } from "../ports/attempt-disk.ts";
import type { OfferedSpec } from "../ports/coordinator-link.ts";
import type { Executor, PreparedAttempt } from "../ports/executor.ts";
import type { Holdings, Stock } from "./holdings.ts";
import { localInputs } from "./local-inputs.ts";
import { stepEnvironment } from "./step-environment.ts";

export interface PrepareTools extends Stock {
  readonly folders: AttemptDisk;
}

export async function prepare(
  tools: PrepareTools,
  executor: Executor,
  offer: { readonly key: AttemptKey; readonly spec: OfferedSpec },
  holdings: Holdings,
  /** The folder is there: what is written to its streams from now on is for people. */
  onFolder: (folder: string) => void,
  signal: AbortSignal,
): Promise<PreparedAttempt> {
  const { key, spec } = offer;
  const { codeFolder, inputs, checkpoint } = await gather(spec, holdings, signal);
  const folder = executor.adopt === undefined ? null : tools.folders.make(key);
  if (folder !== null) {
    // First, so that somebody removes it if the disk is full.
    onFolder(folder);
    tools.folders.writeInputs(folder, inputs);
  }
  const prepared: PreparedAttempt = {
    ...key,
    pipeline: spec.pipeline,
    step: spec.step,
    declaration: spec.declaration,
    inputs,
    folder,
    codeFolder,
    codeDigest: spec.codeDigest,
    environment: stepEnvironment(key, spec, folder, checkpoint),
    resources: { millicpus: spec.resources.millicpus, memoryBytes: spec.resources.memoryBytes },
  };
  await executor.prepare(prepared, signal);
  return prepared;
}

/** All at once. If one cannot be had the others are given up, and nothing is on its way any more when this throws. */
async function gather(spec: OfferedSpec, holdings: Holdings, outer: AbortSignal) {
  outer.throwIfAborted();
  const given = new AbortController();
  const { signal } = given;
  // Not AbortSignal.any: the collector has to look after every signal that it makes, and these come by the thousand.
  const giveUp = (): void => given.abort(outer.reason);
  outer.addEventListener("abort", giveUp, { once: true });
  const works = [
    holdings.useCode(spec.codeDigest, signal),
    readInputs(spec, holdings.artifacts, signal).then((read) => localInputs(read, holdings.artifacts, signal)),
    fetchCheckpoint(spec.checkpoint, holdings.artifacts, signal),
    holdings.takeDevices(spec.devices, signal),
  ] as const;
  try {
    const [codeFolder, inputs, checkpoint] = await Promise.all(works);
    outer.throwIfAborted();
    return { codeFolder, inputs, checkpoint };
  } catch (error) {
    given.abort(error);
    await Promise.allSettled(works);
    throw error;
  } finally {
    outer.removeEventListener("abort", giveUp);
  }
}

/** Its path on this machine; null if there is none. */
async function fetchCheckpoint(
  checkpoint: OfferedSpec["checkpoint"],
  artifacts: ArtifactLease,
  signal: AbortSignal,
): Promise<string | null> {
  if (checkpoint === undefined) return null;
  return (await artifacts.fetch(checkpoint.digest, checkpoint.kind, signal)).path;
}

/** Large inputs come through the archive. */
async function readInputs(spec: OfferedSpec, artifacts: ArtifactLease, signal: AbortSignal): Promise<JsonObject> {
  if (spec.inputsDigest === null) return spec.inputs ?? {};
  const { path } = await artifacts.fetch(spec.inputsDigest as Digest, null, signal);
  const inputs: unknown = JSON.parse(await readFile(path, "utf8"));
  if (isObject(inputs)) return inputs as JsonObject;
  throw new TroupeError(`the inputs in ${spec.inputsDigest} are not an object`, {
    code: "INPUTS_UNREADABLE",
    reaction: "reject",
  });
}
