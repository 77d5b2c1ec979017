/** What a run that has succeeded publishes. */
import { TroupeError } from "../error.ts";
import type { Json } from "../json.ts";
import { evaluate, type Scope } from "../run/evaluate.ts";
import { scopeOf } from "../run/reading.ts";
import type { RunState } from "../run/run-state.ts";
import type { Expression } from "../spec/expression.ts";
import { datasetLimits } from "./dataset.ts";

export interface Publication {
  readonly dataset: string;
  readonly value: Json;
  readonly task: string | null;
}

/** In the order of the body. Throws TroupeError DATASET_VALUE_TOO_LARGE. */
export function publicationsOf(state: RunState, scope: Scope = scopeOf(state)): readonly Publication[] {
  const found = (state.plan.spec.publishes ?? []).flatMap(({ dataset, value: of }) => {
    const value = evaluate(of, scope, {});
    return value === undefined ? [] : [{ dataset, value, task: taskOf(of) }];
  });
  checkSize(found);
  return found;
}

/** Under these numbers: each is the next one of its dataset. */
export function numbered(
  publications: readonly Publication[],
  head: (dataset: string) => number,
): readonly (Publication & { readonly revision: number })[] {
  const heads = new Map<string, number>();
  return publications.map((publication) => {
    const revision = (heads.get(publication.dataset) ?? head(publication.dataset)) + 1;
    heads.set(publication.dataset, revision);
    return { ...publication, revision };
  });
}

function taskOf(value: Expression): string | null {
  switch (value.kind) {
    case "step":
      return value.step;
    case "arm":
    case "group":
    case "passed":
    case "present":
      return taskOf(value.of);
    default:
      return null;
  }
}

function checkSize(publications: readonly Publication[]): void {
  const sizes = publications.map(({ dataset, value }) => ({ dataset, size: JSON.stringify(value).length }));
  const all = sizes.reduce((sum, { size }) => sum + size, 0);
  if (all <= datasetLimits.characters) return;
  const largest = sizes.reduce((a, b) => (b.size > a.size ? b : a));
  throw new TroupeError(
    `what the run publishes has ${all} characters, at most ${datasetLimits.characters} are allowed; "${largest.dataset}" has ${largest.size}. Make what is large an artifact`,
    { code: "DATASET_VALUE_TOO_LARGE", reaction: "reject", details: { dataset: largest.dataset } },
  );
}
