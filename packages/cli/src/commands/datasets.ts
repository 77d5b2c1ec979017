/** Datasets: lists them, shows one in full, publishes a revision. */
import { readFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import { type Json, TroupeError } from "@troupe/core";
import { parse } from "yaml";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { datasetText } from "../describe/dataset-text.ts";
import { type OutputFormat, printDetail, printList } from "../output-format.ts";
import { datasetColumns } from "../render/columns.ts";

export interface DatasetOptions extends ConnectionOptions {
  readonly output?: OutputFormat;
}

export interface PublishOptions extends DatasetOptions {
  readonly value: string;
  readonly requestId?: string;
}

/** Of each that are shown: more of them are a page of the API away. */
const shownRevisions = 10;

export async function getDatasets({ terminal, now }: Context, options: DatasetOptions): Promise<void> {
  const items = await withClient(options, (client) => client.datasets());
  const columns = datasetColumns(now(), terminal.dataStyle);
  const none = "no pipeline that is applied names a dataset, and nobody has published one";
  printList(terminal, options.output, { items, columns, name: ({ name }) => name, none });
}

export async function describeDataset(
  { terminal, now }: Context,
  name: string,
  options: DatasetOptions,
): Promise<void> {
  const { dataset, revisions, runs } = await withClient(options, async (client) => {
    const [dataset, revisions, runs] = await Promise.all([
      client.dataset(name),
      client.revisions(name, { limit: shownRevisions }),
      client.runs({ dataset: name, limit: shownRevisions }),
    ]);
    return { dataset, revisions, runs };
  });
  const text = datasetText({ dataset, revisions, runs }, { now: now(), style: terminal.dataStyle });
  printDetail(terminal, options.output, { item: { ...dataset, revisions, runs }, name, text });
}

export async function publish({ terminal }: Context, name: string, options: PublishOptions): Promise<void> {
  const value = await readValue(options.value);
  const { requestId } = options;
  const published = await withClient(options, (client) =>
    client.publish(name, value, requestId === undefined ? {} : { requestId }),
  );
  const text = `${published.dataset}@${published.revision}`;
  printDetail(terminal, options.output, { item: published, name: text, text });
}

/** JSON is YAML too. */
async function readValue(file: string): Promise<Json> {
  const written = file === "-" ? await textOf(process.stdin) : await readFile(file, "utf8").catch(unreadable(file));
  try {
    return parse(written) as Json;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new TroupeError(`${file} is neither JSON nor YAML: ${why}`, { code: "USAGE", reaction: "reject", cause });
  }
}

function unreadable(file: string): (cause: Error) => never {
  return (cause) => {
    throw new TroupeError(`cannot read ${file}: ${cause.message}`, { code: "USAGE", reaction: "reject", cause });
  };
}
