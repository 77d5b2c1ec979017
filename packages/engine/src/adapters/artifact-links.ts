/** What an event says of artifacts: which stand where. */
import { type Output, type PlacedArtifact, placedArtifacts, type RunEvent } from "@troupe/core";
import type { ArtifactLink, ArtifactRole } from "../ports/catalog.ts";

/** Of one value. An output that is short enough to be written into an event has hardly more. */
const perValue = 200;

export function artifactLinks(runId: string, event: RunEvent): readonly ArtifactLink[] {
  const { at } = event;
  const links = (role: ArtifactRole, task: string, attempt: number, artifacts: readonly PlacedArtifact[]) =>
    artifacts.map(({ digest, kind, size, path }) => ({ runId, task, role, path, digest, kind, size, attempt, at }));
  switch (event.type) {
    case "RunCreated":
      return links("given", "", 0, placedArtifacts(event.params, perValue));
    case "TaskAssigned":
      return links("used", event.task, event.attempt, event.reads ?? []);
    case "CheckpointSaved":
      return links("made", event.task, event.attempt, [{ ...event.checkpoint, path: "checkpoint" }]);
    case "TaskSucceeded":
      return links("made", event.task, event.attempt, inOutput(event));
    case "TaskReused":
      return links("reused", event.task, 0, inOutput(event));
    case "TaskMarked":
      return links("given", event.task, 0, inOutput(event));
    default:
      return [];
  }
}

function inOutput(event: {
  readonly output: Output | null;
  readonly artifacts?: readonly PlacedArtifact[];
}): readonly PlacedArtifact[] {
  return event.artifacts ?? placedArtifacts(event.output?.value, perValue);
}

/** The order of `Catalog.artifacts`, within a run. */
export function comparePlaces(
  one: Pick<ArtifactLink, "task" | "role" | "path">,
  other: Pick<ArtifactLink, "task" | "role" | "path">,
): number {
  return compare(one.task, other.task) || compare(one.role, other.role) || compare(one.path, other.path);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
