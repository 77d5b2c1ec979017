/** Datasets: named values that runs hand on to other pipelines, revision by revision. */
import type { Json } from "../json.ts";
import type { Expression } from "../spec/expression.ts";
import type { JsonSchema } from "../spec/pipeline-spec.ts";

/** Words of a name with slashes between them: "churn/features". */
export const datasetPattern = /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*(?:\/[a-z0-9]+(?:[-_][a-z0-9]+)*)*$/;

export const datasetLimits = {
  nameLength: 120,
  /** Of all values that one run publishes, as JSON, in characters. What is large is an artifact. */
  characters: 128 * 1024,
  /** Revisions of a dataset that are kept. */
  revisions: 1000,
} as const;

export function isDatasetName(text: unknown): text is string {
  return typeof text === "string" && text.length <= datasetLimits.nameLength && datasetPattern.test(text);
}

/** A dataset as a pipeline knows it. */
export interface DatasetUse {
  readonly schema: JsonSchema;
  /** Its value is read when a run is made. `required`: without a revision there is no run. */
  readonly read?: "required" | "optional";
}

/** What a run hands on once it has succeeded. Where the value is absent, because an arm was not taken, nothing is. */
export interface PublicationNode {
  readonly dataset: string;
  readonly value: Expression;
}

/** New revisions start runs: of any of them, or once each of them has a new one. */
export interface DatasetTrigger {
  readonly datasets: readonly string[];
  readonly when: "any" | "all";
}

/** What a run has published. */
export interface Published {
  readonly dataset: string;
  readonly revision: number;
  /** The task whose output it is, if it is one's. */
  readonly task: string | null;
}

/** A revision that a run was made with. */
export interface DatasetRead {
  readonly revision: number;
  /** Absent if the run does not read it: it only was its cause. */
  readonly value?: Json;
}
