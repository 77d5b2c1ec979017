/** How runs of a pipeline start, besides by hand and by its schedule. */
import type { DatasetTrigger, OverlapPolicy, PipelineSpec } from "@troupe/core";
import { type Dataset, mention } from "../dataset/dataset.ts";
import type { Shape } from "../schema/shape.ts";
import type { Builder } from "./builder.ts";

/** A policy, or a policy and how many runs may be under way at once. */
export type OverlapOption =
  | OverlapPolicy
  | { readonly policy: Exclude<OverlapPolicy, "strict-sequence">; readonly limit: number };

/** One dataset, or several: each new revision of any of them, or once each of them has a new one. */
export type OnOption =
  | Dataset
  | readonly Dataset[]
  | { readonly any: readonly Dataset[] }
  | { readonly all: readonly Dataset[] };

export interface WebhookOption<P extends Shape = Shape> {
  /** Name of a secret that the coordinator has (`--webhook-secrets`). The secret itself never stands in a pipeline. */
  readonly secret: string;
  /**
   * By param, a JSON pointer into the body: `{ commit: "/after", repository: "/repository/full_name" }`. What a body lacks
   * is left to the param's default. Default: the body is the params.
   */
  readonly params?: { readonly [K in keyof P]?: string };
}

export interface StartingOptions<P extends Shape> {
  /**
   * What happens when a run is made while others are under way, whoever makes it. Default: they run side by side.
   *
   * @example
   * ```ts
   * pipeline("nightly", { overlap: "queue" }, () => {});
   * pipeline("scores", { overlap: { policy: "parallel", limit: 3 } }, () => {});
   * ```
   */
  readonly overlap?: OverlapOption;
  /**
   * Each new revision of a dataset starts a run; of several, any of them. All params need a default.
   *
   * @example
   * ```ts
   * pipeline("training", { on: features, overlap: "latest-only" }, () => {
   *   train({ data: validate(read(features)), trees: 10 });
   * });
   * pipeline("scores", { on: { all: [features, champion] } }, () => {});
   * ```
   */
  readonly on?: OnOption;
  /** Signed requests to `/hooks/NAME` of a coordinator start runs. */
  readonly webhook?: WebhookOption<P>;
}

/** As it stands in the spec. */
export function startingSpec(
  builder: Builder,
  { overlap, on, webhook }: StartingOptions<Shape>,
): Pick<PipelineSpec, "overlap" | "on" | "webhook" | "datasets" | "publishes"> {
  const trigger = on === undefined ? undefined : triggerOf(builder, on);
  const { datasets, publishes } = builder;
  return {
    ...(datasets.size > 0 && { datasets: Object.fromEntries(datasets) }),
    ...(publishes.length > 0 && { publishes }),
    ...(trigger && { on: trigger }),
    ...(webhook && {
      webhook: { secret: webhook.secret, ...(webhook.params && { params: pointers(webhook.params) }) },
    }),
    ...(overlap && { overlap: typeof overlap === "string" ? { policy: overlap } : overlap }),
  };
}

function triggerOf(builder: Builder, on: OnOption): DatasetTrigger {
  const { when, datasets } = several(on);
  for (const dataset of datasets) mention(builder, dataset);
  return { datasets: [...new Set(datasets.map(({ name }) => name))], when };
}

function several(on: OnOption): { readonly when: "any" | "all"; readonly datasets: readonly Dataset[] } {
  if ("schema" in on) return { when: "any", datasets: [on] };
  if ("all" in on) return { when: "all", datasets: on.all };
  return { when: "any", datasets: "any" in on ? on.any : on };
}

function pointers(params: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).flatMap(([name, at]) => (at === undefined ? [] : [[name, at]])));
}
