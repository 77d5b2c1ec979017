/** A run that has ended, run again: all of it, or what has no result that can be kept. */
import {
  anew,
  type GivenResult,
  type Kept,
  type KeptResult,
  keep,
  type RunState,
  runStatuses,
  TroupeError,
} from "@troupe/core";
import type { RerunPreview, RerunRunRequest } from "../engine.ts";
import type { LoadedVersion, StoredPipelines } from "../pipeline/stored-pipelines.ts";
import type { Archive } from "../ports/archive.ts";
import type { Catalog } from "../ports/catalog.ts";
import { absentRun } from "../retention/removed-run.ts";
import type { RunMaker } from "../run/run-maker.ts";
import type { RunRegistry } from "../run/run-registry.ts";
import type { SealedRuns } from "../sealing/sealed-runs.ts";
import { toOutput, writeKept } from "./kept-results.ts";

export interface RerunSurroundings {
  readonly registry: Pick<RunRegistry, "read">;
  readonly maker: Pick<RunMaker, "create">;
  readonly sealed: SealedRuns;
  readonly pipelines: StoredPipelines;
  readonly archive: Archive;
  readonly catalog: Catalog;
  /** It is not removed until what refers to it is written. */
  reserve(runId: string): void;
}

export class Reruns {
  readonly #around: RerunSurroundings;

  constructor(around: RerunSurroundings) {
    this.#around = around;
  }

  async preview(request: RerunRunRequest): Promise<RerunPreview> {
    const { old, loaded, kept } = await this.#plan(request);
    const again = [...kept.again].map(([task, because]) => ({ task, because }));
    return { runId: old.header.runId, version: loaded.record.version, again, kept: kept.results.size };
  }

  /** The id of the new run. It has the old one's params, interval and view of other pipelines. */
  async rerun(request: RerunRunRequest): Promise<string> {
    this.#around.reserve(request.runId);
    const { old, loaded, kept } = await this.#plan(request);
    const { runId, pipeline, params, interval } = old.header;
    // Another version may ask for other pipelines' outputs, or for more of them.
    const uses =
      loaded.record.version === old.header.version
        ? { uses: old.header.uses, datasets: old.header.datasets ?? {} }
        : {};
    const results = await this.#results(runId, kept, request);
    const { requestId, traceparent } = request;
    return this.#around.maker.create({
      pipeline,
      version: loaded.record.version,
      params,
      ...(interval === null ? {} : { interval }),
      cause: { kind: "rerun", of: runId },
      ...(requestId === undefined ? {} : { requestId }),
      ...(traceparent === undefined ? {} : { traceparent }),
      repeats: { runId, ...uses, kept: results, results: await writeKept(this.#around.archive, results) },
    });
  }

  async #plan(
    request: RerunRunRequest,
  ): Promise<{ readonly old: RunState; readonly loaded: LoadedVersion; readonly kept: Kept }> {
    const old = await this.#ended(request.runId);
    const loaded = await this.#version(old, request);
    const { from, only, marks } = request;
    const kept = keep(old, loaded.plan, { from: request.isWhole ? [...loaded.plan.nodes.keys()] : from, only, marks });
    if (kept.again.size === 0 && old.header.status === "succeeded" && Object.keys(marks).length === 0)
      throw nothingToDo(old, from);
    return { old, loaded, kept };
  }

  /** Read once it has ended: nothing of it changes any more. */
  async #ended(runId: string): Promise<RunState> {
    const live = await this.#around.registry.read(runId, ({ state }) => state);
    const state = live ?? (await this.#around.sealed.get(runId))?.state;
    if (state === undefined) throw await absentRun(this.#around.catalog, runId);
    if (runStatuses[state.header.status].terminal) return state;
    throw new TroupeError(
      `Run ${runId} is ${state.header.status}: only a run that has ended can run again. Wait for it, or \`troupe cancel\` it first.`,
      { code: "RUN_NOT_ENDED", reaction: "reject", details: { runId } },
    );
  }

  async #version({ header }: RunState, { code }: RerunRunRequest): Promise<LoadedVersion> {
    const { pipeline, version, runId } = header;
    const current = await this.#around.pipelines.current(pipeline);
    if (code === "current" || current.record.version === version) return current;
    if (code === "same") return this.#around.pipelines.version(pipeline, version);
    throw new TroupeError(
      `"${pipeline}" has changed since run ${runId}: say whether it runs again on the "same" code, as it was then, or on the "current" one.`,
      { code: "RERUN_CODE_UNCLEAR", reaction: "reject", details: { runId, version, current: current.record.version } },
    );
  }

  async #results(runId: string, kept: Kept, { marks, by, reason }: RerunRunRequest): Promise<RunState["kept"]> {
    const given: GivenResult = { kind: "mark", by, reason };
    const results = new Map<string, KeptResult | typeof anew>();
    for (const task of kept.named) results.set(task, anew);
    for (const [task, output] of kept.results)
      results.set(
        task,
        task in marks
          ? { output: await toOutput(this.#around.archive, marks[task] ?? null), origin: given }
          : { output, origin: { kind: "rerun", runId, task } },
      );
    return results;
  }
}

/** What is named and was skipped is skipped again: what decided so keeps its result. */
function nothingToDo({ header }: RunState, named: readonly string[]): TroupeError {
  const why =
    named.length === 0 ? "nothing is named" : `it did without ${named.join(", ")}, as its decisions still say`;
  return new TroupeError(
    `Run ${header.runId} has succeeded, and ${why}: there is nothing to run again. Name steps with \`--from\`, or ask for \`--all\`.`,
    { code: "NOTHING_TO_RERUN", reaction: "reject", details: { runId: header.runId } },
  );
}
