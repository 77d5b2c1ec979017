/** What removing old runs came to, or would. */
import type { Pruned, RemovedRun, RemovedVersion } from "@troupe/sdk/client";
import { age } from "../render/duration.ts";
import type { Style } from "../render/style.ts";
import { type Column, table } from "../render/table.ts";
import { shortDigest } from "../render/text.ts";
import type { TextOptions } from "./run-text.ts";

const reasons: Readonly<Record<keyof Pruned["spared"], string>> = {
  "latest-succeeded": "the newest of its pipeline that succeeded",
  "referred-to": "something refers to it",
  "came-before": "a run that stays came from it",
};

export function prunedText(
  pruned: Pruned,
  { now, style, isPreview }: TextOptions & { readonly isPreview: boolean },
): string {
  const { runs, runCount, left, results, versions, versionCount } = pruned;
  const does = isPreview ? "would go" : "removed";
  const more = runCount > runs.length ? `, the newest ${runs.length} of them above` : "";
  return [
    ...(isPreview && runs.length > 0 ? [table(runs, columns(now, style), style.dim), ""] : []),
    ...(isPreview && versions.length > 0 ? [table(versions, versionColumns(now, style), style.dim), ""] : []),
    `${style.bold(counted(runCount, "run"))} ${does}${more}, and ${counted(results, "result")} for later runs`,
    ...(versionCount > 0 ? [`${style.bold(counted(versionCount, "old version"))} of pipelines ${does}`] : []),
    ...(left > 0 ? [`${counted(left, "run")} more ${left === 1 ? "is" : "are"} left for the next time`] : []),
    ...Object.entries(reasons).flatMap(([reason, words]) => {
      const count = pruned.spared[reason as keyof Pruned["spared"]] ?? 0;
      return count === 0 ? [] : [style.dim(`${counted(count, "old run")} ${count === 1 ? "stays" : "stay"}: ${words}`)];
    }),
  ].join("\n");
}

function columns(now: number, style: Style): readonly Column<RemovedRun>[] {
  return [
    { title: "RUN", cell: ({ runId }) => style.bold(runId) },
    { title: "PIPELINE", cell: ({ pipeline }) => pipeline },
    { title: "ENDED", cell: ({ endedAt }) => `${age(endedAt, now)} ago` },
    { title: "BECAUSE OF", cell: ({ because }) => (because === "age" ? "its age" : "their number") },
  ];
}

function versionColumns(now: number, style: Style): readonly Column<RemovedVersion>[] {
  return [
    { title: "VERSION", cell: ({ version }) => style.bold(shortDigest(version)) },
    { title: "PIPELINE", cell: ({ pipeline }) => pipeline },
    { title: "APPLIED", cell: ({ appliedAt }) => `${age(appliedAt, now)} ago` },
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
