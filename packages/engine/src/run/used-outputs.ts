/** What a new run reads of earlier runs, its own pipeline's and others'. */
import { type Json, type Problem, TroupeError, validateJson } from "@troupe/core";
import type { LoadedVersion } from "../pipeline/stored-pipelines.ts";
import type { StateStore } from "../ports/state-store.ts";
import { successKey } from "../records/keys.ts";
import { successRecord } from "../records/records.ts";
import type { SealedRuns } from "../sealing/sealed-runs.ts";
import type { RunRegistry } from "./run-registry.ts";

export interface OutputsSurroundings {
  readonly store: StateStore;
  readonly registry: Pick<RunRegistry, "read">;
  readonly sealed: SealedRuns;
}

export class UsedOutputs {
  readonly #around: OutputsSurroundings;

  constructor(around: OutputsSurroundings) {
    this.#around = around;
  }

  /** What earlier runs yielded, resolved once: the run is the same whenever it is looked at. */
  async of({ plan }: LoadedVersion): Promise<Record<string, Json>> {
    const uses: Record<string, Json> = {};
    for (const [name, schema] of Object.entries(plan.spec.uses ?? {})) {
      const pipeline = name === "" ? plan.spec.name : name;
      const outputs = await this.#latest(pipeline);
      const problems = outputs === undefined ? [] : validateJson(schema, outputs, `outputs of ${pipeline}`);
      if (outputs !== undefined && problems.length === 0) uses[name] = outputs;
      // An older version of this pipeline may have yielded something else: then there is nothing to compare with.
      else if (problems.length > 0 && name !== "") throw outputsMisfit(plan.spec.name, pipeline, problems);
    }
    return uses;
  }

  async #latest(pipeline: string): Promise<Json | undefined> {
    const bytes = await this.#around.store.get(successKey(pipeline));
    if (bytes === undefined) return undefined;
    const { runId } = successRecord.decode(bytes);
    const live = await this.#around.registry.read(runId, ({ state }) => state.header.outputs);
    return live ?? (await this.#around.sealed.get(runId))?.state.header.outputs ?? undefined;
  }
}

function outputsMisfit(pipeline: string, needed: string, problems: readonly Problem[]): TroupeError {
  const what = problems.map((each) => `${each.field} ${each.message}`).join("; ");
  return new TroupeError(
    `"${pipeline}" reads the latest outputs of "${needed}", and they are not what it expects: ${what}. Apply "${pipeline}" again with the "${needed}" that runs now, or run a "${needed}" that fits.`,
    { code: "OUTPUTS_MISFIT", reaction: "reject", problems, details: { pipeline: needed } },
  );
}
