/** Where artifacts come from, from the wire to the words of the domain. */
import type { ArtifactLink__Output, Lineage__Output } from "@troupe/proto";
import type { ArtifactLink, Lineage } from "./lineage-records.ts";
import { date, word } from "./wire-values.ts";

export function toLineage(
  { digest, kind, name, size, stored, madeBy }: Lineage__Output,
  usedBy: readonly ArtifactLink[],
): Lineage {
  return { digest, kind: kind || null, name: name || null, size, stored, madeBy: madeBy.map(toArtifactLink), usedBy };
}

export function toArtifactLink(link: ArtifactLink__Output): ArtifactLink {
  const { digest, kind, size, runId, pipeline, version, task, attempt, path, at, paramsJson } = link;
  return {
    ...{ digest, kind, size, runId, pipeline, version, path },
    role: word<ArtifactLink["role"]>(link.role, "ARTIFACT_ROLE_"),
    task: task || null,
    attempt: attempt || null,
    at: date(at) ?? new Date(0),
    params: paramsJson === "" ? null : JSON.parse(paramsJson),
  };
}
