/** ArtifactService, what it says of where artifacts come from and what uses them. */
import { isObject } from "@troupe/core";
import type { ArtifactPlace, CatalogArtifact, Faces } from "@troupe/engine";
import {
  type ArtifactLink,
  type GetLineageRequest__Output,
  type Lineage,
  type ListArtifactsRequest__Output,
  type ListArtifactsResponse,
  toTimestamp,
} from "@troupe/proto";
import { type ListIdentity, readPageToken, toPage } from "./page.ts";
import { RequestCheck } from "./request-check.ts";
import { latest, resolveRun } from "./resolve-run.ts";
import { artifactRoles } from "./wire-names.ts";

export function lineageMethods(faces: Pick<Faces, "artifacts" | "runs">) {
  return {
    async GetLineage(request: GetLineageRequest__Output): Promise<Lineage> {
      const list: ListIdentity = ["GetLineage", request.digest];
      const check = new RequestCheck();
      const digest = check.digest("digest", request.digest);
      const size = check.pageSize(request.pageSize);
      const after = placeOf(readPageToken(check, list, request.pageToken));
      check.done();
      const found = await faces.artifacts.lineage(digest, { ...after, limit: size + 1 });
      const page = toPage(list, found.usedBy, size, tokenOf);
      return {
        digest,
        kind: found.kind ?? "",
        name: found.name ?? "",
        size: found.size,
        stored: found.isStored,
        madeBy: found.madeBy.map(toLink),
        usedBy: page.items.map(toLink),
        nextPageToken: page.nextPageToken,
      };
    },

    async ListArtifacts(request: ListArtifactsRequest__Output): Promise<ListArtifactsResponse> {
      const list: ListIdentity = ["ListArtifacts", request.runId];
      const check = new RequestCheck();
      const id = check.id("run_id", request.runId, `a run id, or "${latest}"`);
      const size = check.pageSize(request.pageSize);
      const after = placeOf(readPageToken(check, list, request.pageToken));
      check.done();
      const runId = await resolveRun(faces.runs, id);
      const found = await faces.artifacts.ofRun(runId, { ...after, limit: size + 1 });
      const page = toPage(list, found, size, tokenOf);
      return { artifacts: page.items.map(toLink), nextPageToken: page.nextPageToken };
    },
  };
}

function toLink(link: CatalogArtifact): ArtifactLink {
  const { digest, kind, size, role, runId, pipeline, version, task, attempt, path, at, params } = link;
  return {
    ...{ digest, kind, size, runId, pipeline, version, task, attempt, path },
    role: artifactRoles[role],
    at: toTimestamp(at),
    paramsJson: params ?? "",
  };
}

function tokenOf({ runId, task, role, path }: ArtifactPlace): string {
  return JSON.stringify({ runId, task, role, path });
}

/** Of a token that was made here: its list was compared. */
function placeOf(token: string | undefined): { readonly after?: ArtifactPlace } {
  const place: unknown = token === undefined ? undefined : JSON.parse(token);
  return isObject(place) ? { after: place as unknown as ArtifactPlace } : {};
}
