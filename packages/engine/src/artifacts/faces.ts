/** Where artifacts come from and what uses them, as the outside sees it. */
import type { Digest } from "@troupe/core";
import type { ArtifactPlace, CatalogArtifact } from "../ports/catalog.ts";

export interface Artifacts {
  /** As far as the catalog goes: runs that are kept no more are not in it. Refusal: ARTIFACT_NOT_FOUND. */
  lineage(digest: Digest, uses: { readonly after?: ArtifactPlace; readonly limit: number }): Promise<ArtifactLineage>;
  /** What a run made, was given and read, by task. Refusal: RUN_NOT_FOUND. */
  ofRun(
    runId: string,
    options: { readonly after?: ArtifactPlace; readonly limit: number },
  ): Promise<readonly CatalogArtifact[]>;
}

export interface ArtifactLineage {
  /** In bytes. */
  readonly size: number;
  /** Null if only the archive knows of it. */
  readonly kind: string | null;
  /** The last part of where it stands; null likewise. */
  readonly name: string | null;
  /** Whether the archive has the bytes. */
  readonly isStored: boolean;
  /** By attempts, and by people; else by results that were taken over. Newest run first, at most 50. */
  readonly madeBy: readonly CatalogArtifact[];
  readonly usedBy: readonly CatalogArtifact[];
}
