/** A dataset in full. */
import type { Dataset, DatasetRevision, Run } from "@troupe/sdk/client";
import { age } from "../render/duration.ts";
import { runLooks, signAndWord } from "../render/states.ts";
import { pairs, table } from "../render/table.ts";
import { clip } from "../render/text.ts";
import type { TextOptions } from "./run-text.ts";

export interface DatasetFacts {
  readonly dataset: Dataset;
  /** Newest first. */
  readonly revisions: readonly DatasetRevision[];
  /** Made with one of its revisions; newest first. */
  readonly runs: readonly Run[];
}

const valueColumns = 60;

export function datasetText({ dataset, revisions, runs }: DatasetFacts, { now, style }: TextOptions): string {
  const { name, revision, publishers, readers, started } = dataset;
  const facts = pairs(
    [
      ["dataset", style.bold(name)],
      ["revision", revision === 0 ? "none yet" : String(revision)],
      ["published by", publishers.join(", ") || "no pipeline"],
      ["read by", readers.join(", ") || "no pipeline"],
      ...started.map((each) => ["starts", startedText(each)] as const),
    ],
    style.dim,
  );
  const made = table(
    revisions,
    [
      { title: "REVISION", cell: (each) => String(each.revision), align: "right" },
      { title: "AGE", cell: ({ publishedAt }) => age(publishedAt, now), align: "right" },
      { title: "PRODUCER", cell: ({ producer }) => producerText(producer) },
      { title: "VALUE", cell: ({ value }) => clip(JSON.stringify(value), valueColumns) },
    ],
    style.dim,
  );
  const used = table(
    runs,
    [
      { title: "RUN", cell: ({ id }) => id },
      { title: "PIPELINE", cell: ({ pipeline }) => style.bold(pipeline) },
      { title: "WITH", cell: (run) => revisionOf(run, name), align: "right" },
      { title: "STATE", cell: ({ state }) => signAndWord(runLooks[state], style) },
      { title: "AGE", cell: ({ createdAt }) => age(createdAt, now), align: "right" },
    ],
    style.dim,
  );
  return [facts, ...(revisions.length > 0 ? [made] : []), ...(runs.length > 0 ? [used] : [])].join("\n\n");
}

function startedText({ pipeline, seen, skips, lastSkip }: Dataset["started"][number]): string {
  const skipped = lastSkip === null ? "" : `, ${skips} skipped (revision ${lastSkip.revision}: ${lastSkip.code})`;
  return `${pipeline}, up to revision ${seen}${skipped}`;
}

function producerText(producer: DatasetRevision["producer"]): string {
  if (producer === null) return "from outside";
  return `${producer.task === null ? "" : `${producer.task} of `}run ${producer.runId} (${producer.pipeline})`;
}

function revisionOf({ datasets }: Run, name: string): string {
  return String(datasets.find(({ dataset }) => dataset === name)?.revision ?? "");
}
