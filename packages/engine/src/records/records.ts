/** Records as bytes, checked when they are read: what another version or a broken disk wrote must not become state. */
import {
  type ControlRecord,
  type Digest,
  isDigest,
  isObject,
  type Output,
  type RunHeader,
  type TaskRecord,
} from "@troupe/core";
import type { AgentHello } from "../engine.ts";
import { isNumber, isText, record } from "./record.ts";

export type RunRecord = Pick<
  RunHeader,
  "runId" | "pipeline" | "version" | "params" | "uses" | "requestId" | "traceparent" | "createdAt" | "held" | "datasets"
> &
  /** Absent in records of before they were noted. */
  Partial<Pick<RunHeader, "cause" | "interval" | "reuses" | "skipsCache">>;
/** `outputs` is left out: it follows from the tasks. */
export type StatusRecord = Pick<
  RunHeader,
  "status" | "endedAt" | "cancel" | "failure" | "sequence" | "releasedAt" | "published" | "finalizing"
> &
  /** Absent where the run has its pipeline's. */
  Partial<Pick<RunHeader, "priority">>;

export interface PipelineRecord {
  readonly name: string;
  readonly version: Digest;
  readonly generation: number;
  /** What a list shows of it, so that it need not read a spec for each. Absent in records of before it was noted. */
  readonly shown?: { readonly appliedAt: number; readonly description: string };
}

export interface VersionRecord {
  readonly name: string;
  readonly version: Digest;
  readonly specDigest: Digest;
  readonly codeDigest: Digest | null;
  readonly appliedAt: number;
  readonly generation: number;
}

export interface RequestRecord {
  readonly runId: string;
  /** Of what was asked for: the same id with another body is refused. */
  readonly bodyDigest: Digest;
  /** When the run ended; null while it is live. */
  readonly endedAt: number | null;
}

export interface PoolRecord {
  readonly name: string;
  readonly slots: number;
  readonly description: string;
}

export interface SuccessRecord {
  readonly runId: string;
}

/** What a strict sequence stops at. */
export interface BlockRecord {
  readonly pipeline: string;
  /** The last run that failed, behind those that it was a rerun of. */
  readonly blockedBy: readonly string[];
}

export interface TriggerRecord {
  readonly runId: string;
  /** Until when it serves although it may have ended: milliseconds since the epoch. */
  readonly until: number;
}

export interface AgentRecord {
  readonly hello: AgentHello;
  readonly draining: boolean;
  /** Since when it is gone; null or absent while it is not, or nobody knows. */
  readonly goneAt?: number | null;
}

export const runRecord = record<RunRecord>(
  "run",
  (value) =>
    isText(value.runId) &&
    isText(value.pipeline) &&
    isDigest(value.version) &&
    isObject(value.params) &&
    isObject(value.uses) &&
    isNumber(value.createdAt),
);
export const statusRecord = record<StatusRecord>("status", (value) => isText(value.status) && isNumber(value.sequence));
export const taskRecord = record<TaskRecord>(
  "task",
  (value) =>
    isText(value.node) &&
    Array.isArray(value.path) &&
    isObject(value.state) &&
    isText(value.state.status) &&
    Array.isArray(value.attempts),
);
export const controlRecord = record<ControlRecord>(
  "control",
  (value) => isText(value.node) && Array.isArray(value.path) && isText(value.kind),
);
export const pipelineRecord = record<PipelineRecord>(
  "pipeline",
  (value) => isText(value.name) && isDigest(value.version) && isNumber(value.generation),
);
export const versionRecord = record<VersionRecord>(
  "version",
  (value) => isText(value.name) && isDigest(value.version) && isDigest(value.specDigest) && isNumber(value.appliedAt),
);
export const requestRecord = record<RequestRecord>(
  "request",
  (value) => isText(value.runId) && isDigest(value.bodyDigest),
);
export const poolRecord = record<PoolRecord>(
  "pool",
  (value) => isText(value.name) && isNumber(value.slots) && isText(value.description),
);
export const successRecord = record<SuccessRecord>("success", (value) => isText(value.runId));
export const blockRecord = record<BlockRecord>(
  "block",
  (value) => isText(value.pipeline) && Array.isArray(value.blockedBy),
);
export const triggerRecord = record<TriggerRecord>("trigger", (value) => isText(value.runId) && isNumber(value.until));
export const agentRecord = record<AgentRecord>(
  "agent",
  (value) => isObject(value.hello) && isText(value.hello.agentId) && typeof value.draining === "boolean",
);

/** A task's record without a value that lies in the archive. */
export function slim(task: TaskRecord): TaskRecord {
  const { state } = task;
  return state.status === "succeeded" && state.output?.spilled !== undefined
    ? { ...task, state: { ...state, output: slimOutput(state.output) } }
    : task;
}

export function slimOutput(output: Output): Output {
  return output.spilled === undefined ? output : { value: null, spilled: output.spilled };
}
