/** Pipelines and their versions, as a client asks for them. */
import type { JsonObject, PipelineSpec } from "@troupe/core";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { Connected, listLimit } from "./connected.ts";
import { toPipeline, toPlan } from "./from-wire.ts";
import { collect } from "./pages.ts";
import type { Applied, AppliedPipeline, Plan } from "./pipeline-records.ts";
import { codeRequired } from "./refusals.ts";
import type { PipelineBundle } from "./requests.ts";
import { toVersion, toVersionDiff } from "./version-from-wire.ts";
import type { PipelineVersion, VersionDiff } from "./version-records.ts";

export class PipelineCalls extends Connected {
  /** Registers pipelines, and their code where they have any. The same again changes nothing. */
  async apply(bundle: PipelineBundle): Promise<readonly Applied[]>;
  async apply<Params, Out>(pipeline: Pipeline<Params, Out>): Promise<readonly Applied[]>;
  async apply(subject: PipelineBundle | Pipeline): Promise<readonly Applied[]> {
    const { pipelines } = await this.api();
    const { specs, codeDigest } = await this.#upload(subject);
    const applied: Applied[] = [];
    for (const spec of specs) {
      const { pipeline, changed } = await pipelines.apply({ specJson: JSON.stringify(spec), codeDigest });
      if (pipeline !== null) applied.push({ pipeline: toPipeline(pipeline), changed });
    }
    return applied;
  }

  /** What applying would change. Checks params too, where they are given. Writes nothing but code. */
  async plan(subject: PipelineBundle | Pipeline, params?: JsonObject): Promise<readonly Plan[]> {
    const { pipelines } = await this.api();
    const { specs, codeDigest } = await this.#upload(subject);
    const paramsJson = params === undefined ? "" : JSON.stringify(params);
    return await Promise.all(
      specs.map(async (spec) =>
        toPlan(spec.name, await pipelines.plan({ specJson: JSON.stringify(spec), codeDigest, paramsJson })),
      ),
    );
  }

  async pipelines(): Promise<readonly AppliedPipeline[]> {
    const { pipelines } = await this.api();
    return await collect(listLimit, async (page) => {
      const answer = await pipelines.list(page);
      return { items: answer.pipelines.map(toPipeline), next: answer.nextPageToken };
    });
  }

  /** With its spec; throws PIPELINE_NOT_FOUND. */
  async pipeline(name: string, version = ""): Promise<AppliedPipeline> {
    return toPipeline(await (await this.api()).pipelines.get({ name, version }));
  }

  /** The versions of a pipeline, newest first; throws PIPELINE_NOT_FOUND. */
  async versions(pipeline: string, { limit = 100 } = {}): Promise<readonly PipelineVersion[]> {
    const { pipelines } = await this.api();
    return await collect(limit, async (page) => {
      const answer = await pipelines.versions({ pipeline, ...page });
      return { items: answer.versions.map(toVersion), next: answer.nextPageToken };
    });
  }

  /**
   * What is different between two versions of a pipeline, by default between the current one and the one before it. Throws
   * PIPELINE_NOT_FOUND; NO_EARLIER_VERSION if there is none to compare with.
   */
  async diff(
    pipeline: string,
    { from = "", to = "" }: { readonly from?: string; readonly to?: string } = {},
  ): Promise<VersionDiff> {
    return toVersionDiff(await (await this.api()).pipelines.diff({ pipeline, from, to }));
  }

  async #upload(
    subject: PipelineBundle | Pipeline,
  ): Promise<{ readonly specs: readonly PipelineSpec[]; readonly codeDigest: string }> {
    if ("spec" in subject) return { specs: [withoutCode(subject.spec)], codeDigest: "" };
    const { artifacts } = await this.api();
    const { digest, archive } = subject;
    if ((await artifacts.stat(digest)) === null) await artifacts.upload(digest, archive);
    return { specs: subject.pipelines.map(({ spec }) => spec), codeDigest: digest };
  }
}

function withoutCode(spec: PipelineSpec): PipelineSpec {
  const step = Object.entries(spec.steps).find(([, { runs }]) => runs.kind === "function" || runs.kind === "python");
  if (step !== undefined) throw codeRequired(spec.name, step[0]);
  return spec;
}
