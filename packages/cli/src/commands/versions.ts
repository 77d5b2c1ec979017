/** troupe get versions, troupe diff: what a pipeline was, and what has changed. */
import { TroupeError } from "@troupe/core";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { diffText } from "../describe/diff-text.ts";
import { type OutputFormat, printDetail, printList } from "../output-format.ts";
import { versionColumns } from "../render/version-columns.ts";
import type { GetOptions } from "./get.ts";

export interface GetVersionsOptions extends GetOptions {
  readonly limit: number;
}

export async function getVersions(
  { terminal, now }: Context,
  pipeline: string,
  { limit, ...options }: GetVersionsOptions,
): Promise<void> {
  const items = await withClient(options, (client) => client.versions(pipeline, { limit }));
  const columns = versionColumns(now(), terminal.dataStyle);
  printList(terminal, options.output, { items, columns, name: ({ version }) => version, none: "there are none" });
}

export interface DiffOptions extends ConnectionOptions {
  readonly output?: OutputFormat;
}

export async function diff(
  { terminal }: Context,
  pipeline: string,
  versions: readonly string[],
  options: DiffOptions,
): Promise<void> {
  const found = await withClient(options, async (client) => {
    const known = await client.versions(pipeline);
    const [from, to] = versions.map((each) => inFull(each, known));
    return await client.diff(pipeline, {
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
  });
  printDetail(terminal, options.output, {
    item: found,
    name: found.to,
    text: diffText(pipeline, found, terminal.dataStyle),
  });
}

/** As `troupe get versions` shows it, or any longer part of it; what matches none is left to the coordinator to refuse. */
function inFull(given: string, known: readonly { readonly version: string }[]): string {
  const digits = given.replace(/^sha256:/, "");
  const matching = known.filter(({ version }) => version.slice("sha256:".length).startsWith(digits));
  const [found] = matching;
  if (matching.length > 1)
    throw new TroupeError(`${matching.length} versions begin with ${given}; give more of its digits`, {
      code: "USAGE",
      reaction: "reject",
    });
  return found?.version ?? given;
}
