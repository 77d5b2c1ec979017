/** Where artifacts come from, and what read them. */
import type { JsonObject } from "@troupe/core";

/** Where an artifact comes from, and what read it. Of runs that are not kept any more nothing is known. */
export interface Lineage {
  readonly digest: string;
  /** What the bytes are, as the pipeline calls it: "csv". Null if no run is known that had to do with it. */
  readonly kind: string | null;
  /** The last part of where it stands in an output. */
  readonly name: string | null;
  /** Bytes. */
  readonly size: number;
  /** Whether the archive has the bytes. */
  readonly stored: boolean;
  /** Newest run first, at most 50. */
  readonly madeBy: readonly ArtifactLink[];
  /** Newest run first. */
  readonly usedBy: readonly ArtifactLink[];
}

/** An artifact, at a place of a task. */
export interface ArtifactLink {
  readonly digest: string;
  readonly kind: string;
  /** Bytes. */
  readonly size: number;
  /**
   * Made: an attempt yielded it, or kept it as its checkpoint. Reused: the task has the result of an earlier one. Given: a
   * person brought it. Used: the task reads it.
   */
  readonly role: "made" | "reused" | "given" | "used";
  readonly runId: string;
  readonly pipeline: string;
  readonly version: string;
  /** Null: a param of the run. */
  readonly task: string | null;
  /** Null where no attempt had to do with it. */
  readonly attempt: number | null;
  /** Where it stands in the output, the input or the params: "model.file"; "checkpoint". */
  readonly path: string;
  readonly at: Date;
  /** Of the run; null if they are long. */
  readonly params: JsonObject | null;
}
