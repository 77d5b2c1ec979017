/**
 * Sees to it that the example's Python steps can run: makes their environment where the agent will look for it, which
 * takes a download the first time, or, where no package index can be reached, gets along with Debian's packages.
 */
import { cp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TroupeError } from "@troupe/core";
import { Interpreters } from "../../packages/agent/src/executors/interpreter.ts";
import { PythonEnvironments } from "../../packages/agent/src/executors/python-environments.ts";
import { systemPython } from "../system-needs.ts";
import { Advice } from "./advice.ts";
import { prepareMachine } from "./machine.ts";

export interface StepsRequest {
  /** The example. */
  readonly codeFolder: string;
  readonly dataDir: string;
  readonly installIsAsked: boolean;
  /** What it is at. */
  readonly tell: (detail: string) => void;
  readonly signal: AbortSignal;
}

export interface PreparedSteps {
  readonly pipelineFile: string;
  /** Apart for both ways: a model that one scikit-learn stored may mean nothing to another. */
  readonly dataDir: string;
  readonly python: string;
  /** What is not as it should be; null if everything is. */
  readonly note: string | null;
  /** What the agent must be told. */
  readonly env: Readonly<Record<string, string>>;
}

export async function prepareSteps(request: StepsRequest): Promise<PreparedSteps> {
  try {
    return await withEnvironment(request);
  } catch (error) {
    if (!(error instanceof TroupeError) || error.code !== "ENVIRONMENT_FAILED") throw error;
    return await withDebianPackages(request, error);
  }
}

async function withEnvironment({ codeFolder, dataDir, tell, signal }: StepsRequest): Promise<PreparedSteps> {
  const environments = new PythonEnvironments({ folder: join(dataDir, "agent-cache/environments"), mode: "build" });
  const python = await environments.ensure({
    interpreter: await new Interpreters().find("python3"),
    requirements: ["-r requirements.txt"],
    codeFolder,
    onLine: (line) => tell(line.trim()),
    signal,
  });
  return { pipelineFile: join(codeFolder, "pipeline.ts"), dataDir, python, note: null, env: {} };
}

/** The example asks for versions that Debian does not have, so a copy of it asks for whatever is there. */
async function withDebianPackages(
  { codeFolder, dataDir, installIsAsked, tell }: StepsRequest,
  reason: TroupeError,
): Promise<PreparedSteps> {
  tell("no package index in reach, looking for Debian's scikit-learn");
  try {
    prepareMachine("offline", installIsAsked, tell);
  } catch (error) {
    if (error instanceof Advice) throw new Advice(reason.message, `${reach}\n  Or without one: ${error.todo}`);
    throw error;
  }
  const offlineDir = `${dataDir}-offline`;
  const copy = join(offlineDir, "retraining");
  await rm(copy, { recursive: true, force: true });
  await cp(codeFolder, copy, { recursive: true });
  await writeFile(join(copy, "requirements.txt"), "scikit-learn\nnumpy\njoblib\nthreadpoolctl\n");
  const note = "No package index is in reach, so Debian's scikit-learn has to do, whatever its version.";
  const env = { TROUPE_PYTHON: systemPython, TROUPE_AGENT_ENVIRONMENTS: "system" };
  return { pipelineFile: join(copy, "pipeline.ts"), dataDir: offlineDir, python: systemPython, note, env };
}

const reach = "Behind a proxy or an index of your own, tell pip first: pip config set global.index-url …";
