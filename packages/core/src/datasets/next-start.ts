/** Which run new revisions of datasets are to start next. A function of what was seen: so it is started once. */
import type { DatasetTrigger } from "./dataset.ts";

/** By dataset, the revision up to which everything has started its run, or been skipped. */
export type Seen = Readonly<Record<string, number>>;

export interface DatasetStart {
  /** The revision that makes it due. */
  readonly dataset: string;
  readonly revision: number;
  /** Those of all datasets that it is made with. */
  readonly revisions: Readonly<Record<string, number>>;
  /** What is seen once it is made. */
  readonly seen: Seen;
}

/** Undefined if nothing is due. `head` is the newest revision of a dataset, 0 if it has none. */
export function nextStart(
  { datasets, when }: DatasetTrigger,
  seen: Seen,
  head: (dataset: string) => number,
): DatasetStart | undefined {
  return when === "any" ? startOfAny(datasets, seen, head) : startOfAll(datasets, seen, head);
}

/** Each revision starts a run of its own, in the order of their numbers. */
function startOfAny(
  datasets: readonly string[],
  seen: Seen,
  head: (dataset: string) => number,
): DatasetStart | undefined {
  const dataset = datasets.find((each) => head(each) > (seen[each] ?? 0));
  if (dataset === undefined) return undefined;
  const revision = (seen[dataset] ?? 0) + 1;
  return { dataset, revision, revisions: { [dataset]: revision }, seen: { ...seen, [dataset]: revision } };
}

/** One run for all that has come since the last one: with the newest revision of each. */
function startOfAll(
  datasets: readonly string[],
  seen: Seen,
  head: (dataset: string) => number,
): DatasetStart | undefined {
  if (datasets.some((each) => head(each) <= (seen[each] ?? 0))) return undefined;
  const revisions = Object.fromEntries(datasets.map((each) => [each, head(each)]));
  const [dataset = ""] = datasets;
  return { dataset, revision: revisions[dataset] ?? 0, revisions, seen: { ...seen, ...revisions } };
}
