/** Lineage as the catalog has it: on the leader and on every other coordinator. */
import { type Digest, TroupeError } from "@troupe/core";
import type { Archive } from "../ports/archive.ts";
import type { ArtifactPlace, Catalog, CatalogArtifact } from "../ports/catalog.ts";
import type { RunSource } from "../run/run-source.ts";
import { runNotFound } from "../sealing/sealed-runs.ts";
import type { ArtifactLineage, Artifacts } from "./faces.ts";

export interface CatalogedArtifactsSurroundings {
  readonly catalog: Catalog;
  readonly archive: Archive;
  readonly source: Pick<RunSource, "caughtUp">;
}

/** The same bytes may be made again and again. */
const makersAtMost = 50;

export class CatalogedArtifacts implements Artifacts {
  readonly #around: CatalogedArtifactsSurroundings;

  constructor(around: CatalogedArtifactsSurroundings) {
    this.#around = around;
  }

  async lineage(
    digest: Digest,
    uses: { readonly after?: ArtifactPlace; readonly limit: number },
  ): Promise<ArtifactLineage> {
    const { catalog, archive, source } = this.#around;
    await source.caughtUp();
    const [madeBy, usedBy, stored] = await Promise.all([
      uses.after === undefined ? this.#makers(digest) : [],
      catalog.artifacts({ ...uses, digest, roles: ["used"] }),
      archive.stat(digest),
    ]);
    const known = madeBy[0] ?? usedBy[0];
    if (known === undefined && stored === undefined && uses.after === undefined) throw artifactUnknown(digest);
    return {
      kind: known?.kind ?? null,
      name: known === undefined ? null : nameOf(known.path),
      size: stored?.size ?? known?.size ?? 0,
      isStored: stored !== undefined,
      madeBy,
      usedBy,
    };
  }

  async ofRun(
    runId: string,
    options: { readonly after?: ArtifactPlace; readonly limit: number },
  ): Promise<readonly CatalogArtifact[]> {
    const { catalog, source } = this.#around;
    await source.caughtUp();
    if ((await catalog.run(runId)) === undefined) throw runNotFound(runId);
    return catalog.artifacts({ ...options, runId });
  }

  /** Whoever took it over says where from, where the run that made it is not kept any more. */
  async #makers(digest: Digest): Promise<readonly CatalogArtifact[]> {
    const { catalog } = this.#around;
    const made = await catalog.artifacts({ digest, roles: ["made", "given"], limit: makersAtMost });
    return made.length > 0 ? made : catalog.artifacts({ digest, roles: ["reused"], limit: makersAtMost });
  }
}

/** "model.file" is called file, "tables[2]" tables[2]. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function artifactUnknown(digest: Digest): TroupeError {
  return new TroupeError(`neither a run nor the archive knows an artifact ${digest}`, {
    code: "ARTIFACT_NOT_FOUND",
    reaction: "reject",
    details: { digest },
  });
}
