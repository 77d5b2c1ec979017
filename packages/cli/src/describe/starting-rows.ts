/** How runs of a pipeline start, and what it has to do with datasets. */
import type { PipelineSpec } from "@troupe/core";

export function startingRows({
  overlap,
  on,
  webhook,
  datasets = {},
  publishes = [],
}: PipelineSpec): readonly (readonly [string, string])[] {
  const read = Object.entries(datasets).flatMap(([name, use]) => (use.read === undefined ? [] : [name]));
  const published = new Set(publishes.map(({ dataset }) => dataset));
  const limit = overlap?.limit === undefined ? "" : `, ${overlap.limit} at a time`;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["overlap", overlap && `${overlap.policy}${limit}`],
    ["started by", on && `${on.when === "all" ? "all of " : ""}${on.datasets.join(", ")}`],
    ["webhook", webhook && `secret ${webhook.secret}`],
    ["reads", read.join(", ")],
    ["publishes", [...published].join(", ")],
  ];
  return rows.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, value] as const]));
}
