/** A run to be made, as whoever makes it asks for it, and what of that may be refused before anything is decided. */
import { createHash } from "node:crypto";
import {
  type Digest,
  type JsonObject,
  type RunCause,
  type RunHeader,
  type RunInterval,
  type RunState,
  Timetable,
  TroupeError,
} from "@troupe/core";
import { canonicalJson } from "../canonical-json.ts";
import type { CreateRunRequest } from "../engine.ts";
import type { LoadedVersion } from "../pipeline/stored-pipelines.ts";
import type { StateEntry } from "../ports/state-store.ts";

const inputLimitBytes = 512 * 1024;

/** A run to be made, and what it has from another one that it repeats. */
export interface NewRun extends CreateRunRequest {
  /** The revisions of datasets that start it. */
  readonly revisions?: Readonly<Record<string, number>>;
  readonly repeats?: {
    readonly runId: string;
    /** Outputs of earlier runs as that one saw them; absent: as they are now. */
    readonly uses?: RunHeader["uses"];
    /** Revisions of datasets that it was made with; absent: the newest. */
    readonly datasets?: RunHeader["datasets"];
    readonly kept: RunState["kept"];
    /** The same as an object of the archive. */
    readonly results: Digest;
  };
}
/** Records that are written together with a new run; some name it. */
export type Also = readonly StateEntry[] | ((runId: string) => readonly StateEntry[]);

/** Of a pipeline with a schedule every run is about an interval: if nobody says which, about the last that is over. */
export function intervalOf(
  { plan }: LoadedVersion,
  asked: RunInterval | undefined,
  cause: RunCause,
  now: number,
): RunInterval | null {
  const { name, schedule } = plan.spec;
  if (schedule !== undefined) return asked ?? new Timetable(schedule).lastComplete(now);
  // A rerun keeps what the run was about, also on code that has no schedule any more.
  if (asked === undefined || cause.kind !== "manual") return asked ?? null;
  const problem = {
    field: "interval",
    message: "is given, and the pipeline has no schedule",
    fix: "leave it out, or give the pipeline a schedule",
  };
  throw new TroupeError(`The interval of a run of "${name}" ${problem.message}: ${problem.fix}.`, {
    code: "INVALID_ARGUMENT",
    reaction: "reject",
    problems: [problem],
  });
}

/** They are written twice in the batch that makes the run, which must fit into one transaction of any store. */
export function checkSize(pipeline: string, given: JsonObject): void {
  const size = Buffer.byteLength(JSON.stringify(given));
  if (size <= inputLimitBytes) return;
  throw new TroupeError(
    `The params of "${pipeline}", with the outputs and datasets that it reads, have ${size} bytes, at most ` +
      `${inputLimitBytes} are allowed. Upload what is large as an artifact and pass its digest.`,
    { code: "INVALID_PARAMS", reaction: "reject" },
  );
}

/** What a caller may not change under one request id. An absent interval is left out, as before there were any. */
export function digestOf({ pipeline, version, params, interval, priority, repeats }: NewRun): Digest {
  const span: JsonObject = interval === undefined ? {} : { interval: { start: interval.start, end: interval.end } };
  const body: JsonObject = {
    pipeline,
    version: version ?? null,
    params,
    ...span,
    ...(priority === undefined ? {} : { priority }),
    ...(repeats && { results: repeats.results }),
  };
  return `sha256:${createHash("sha256").update(canonicalJson(body)).digest("hex")}`;
}
