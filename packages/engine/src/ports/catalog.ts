/** The searchable view of all runs, live and sealed. Rebuilt from feed and archive; never the truth about a live run. */
import type { ExitClass, PlacedArtifact, RunCause, RunInterval, RunStatus, TaskCounts } from "@troupe/core";
import type { FeedEntry, FeedPosition, PositionedEntry } from "./event-feed.ts";

export interface Catalog {
  /**
   * Takes entries over, in order; those at or below its position are dropped. An event that it has seen of a run changes
   * nothing at a new position either, also not in another feed: with that, its position begins anew.
   */
  index(entries: readonly PositionedEntry[]): Promise<void>;
  /** Takes runs over that are sealed and in no feed any more. Its position stays, and what it has seen of a run stands. */
  restore(entries: readonly FeedEntry[]): Promise<void>;
  /** The feed position up to which it has seen everything; null if it has seen nothing. */
  position(): Promise<FeedPosition | null>;
  /** Newest first, by run id. */
  runs(query: RunQuery): Promise<readonly CatalogRun[]>;
  run(runId: string): Promise<CatalogRun | undefined>;
  /** How each of these pipelines does, in their order. */
  recent(pipelines: readonly string[]): Promise<readonly RecentRuns[]>;
  /** The newest succeeded run of a pipeline. */
  latestSucceeded(pipeline: string): Promise<CatalogRun | undefined>;
  /**
   * Where artifacts stand: the newest run first, then by task, role and place. What a task hands on as it got it, it did not
   * make: that it reads it is all that is shown of it.
   */
  artifacts(query: ArtifactQuery): Promise<readonly CatalogArtifact[]>;
  /**
   * Takes runs out for good, and remembers it for half a year: what is told of one of them later changes nothing. A note
   * at or below the last one, by its name, changes nothing either.
   */
  remove(note: RemovalNote): Promise<void>;
  /** Name of the last note that it has taken over; null if there was none. */
  lastRemoval(): Promise<string | null>;
  /** When a run was removed; undefined if it was not, or longer ago than that is remembered. */
  removedAt(runId: string): Promise<number | undefined>;
  close(): Promise<void>;
}

/**
 * Made: an attempt yielded it, or kept it as its checkpoint. Reused: the task has the result of an earlier one. Given: a
 * person brought it, with the run's params or as a task's result. Used: the task reads it.
 */
export type ArtifactRole = "made" | "reused" | "given" | "used";

/** A place of a run in which one artifact stands at a time: a later one takes its place. */
export interface ArtifactPlace {
  readonly runId: string;
  /** "": the run's params. */
  readonly task: string;
  readonly role: ArtifactRole;
  /** In the output, the inputs or the params; "checkpoint". */
  readonly path: string;
}

export interface ArtifactLink extends ArtifactPlace, PlacedArtifact {
  /** 0 where no attempt had to do with it. */
  readonly attempt: number;
  readonly at: number;
}

export interface CatalogArtifact extends ArtifactLink, Pick<CatalogRun, "pipeline" | "version" | "params"> {}

export interface ArtifactQuery {
  readonly digest?: string;
  readonly runId?: string;
  readonly roles?: readonly ArtifactRole[];
  /** Those behind this place, in the order of the answer. */
  readonly after?: ArtifactPlace;
  readonly limit: number;
}

/** Runs that were removed together, because they are old. */
export interface RemovalNote {
  /** Grows with each note, as a text. */
  readonly name: string;
  readonly at: number;
  readonly runIds: readonly string[];
}

/** How long it is remembered that a run was removed, counted in notes. */
export const removalsKeptMs = 180 * 24 * 3600 * 1000;

export interface RunQuery {
  readonly pipeline?: string;
  readonly statuses?: readonly RunStatus[];
  /** Runs whose interval begins between these instants: `from` or later, and before `to`. */
  readonly about?: { readonly from: number; readonly to: number };
  readonly cause?: RunCause["kind"];
  /** Runs that this one had made: by a task, or by being repeated. */
  readonly parent?: string;
  /** Made with a revision of this dataset. */
  readonly dataset?: string;
  /** Only these. */
  readonly ids?: readonly string[];
  /** Runs older than this id. */
  readonly before?: string;
  readonly limit: number;
}

/** The runs of a pipeline at a glance. */
export interface RecentRuns {
  readonly pipeline: string;
  /** The newest 30, newest first. */
  readonly bars: readonly RunBar[];
  /** The newest of them that has ended, if it did not succeed, and nobody cancelled it. */
  readonly failing: CatalogRun | null;
  /** All that have begun and not ended. */
  readonly live: number;
  /** All that wait for their turn. */
  readonly held: number;
}

export type RunBar = Pick<CatalogRun, "runId" | "status" | "createdAt" | "endedAt">;

export interface CatalogRun {
  readonly runId: string;
  readonly pipeline: string;
  readonly version: string;
  readonly status: RunStatus;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly failure: string | null;
  /** Which task failed, and how: of a run that has failed. Null also where that was not noted. */
  readonly failed: { readonly task: string | null; readonly exitClass: ExitClass; readonly code: string } | null;
  /** As canonical JSON; null if that has more than 4,096 characters. */
  readonly params: string | null;
  readonly requestId: string | null;
  readonly cause: RunCause;
  readonly interval: RunInterval | null;
  /** Revisions of datasets that it was made with. */
  readonly datasets: Readonly<Record<string, number>>;
  /** Where its tasks were when it ended. Null while it is live: only its state knows. */
  readonly tasks: TaskCounts | null;
  /** Of the last event that was taken over: an event that comes back at a new position changes nothing. */
  readonly sequence: number;
}
