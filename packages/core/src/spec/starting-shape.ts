/** How runs of a pipeline start, in a spec that a stranger wrote: overlaps, datasets, the webhook. */
import { overlapPolicies } from "../admission/overlap.ts";
import { isDatasetName } from "../datasets/dataset.ts";
import { show } from "../schema/validate-json.ts";
import type { Look } from "./look.ts";

export function checkOverlap(look: Look, overlap: unknown): void {
  const fields = look.object(overlap, "overlap", ["policy", "limit?"]);
  if (fields === undefined) return;
  look.oneOf(fields.policy, "overlap.policy", overlapPolicies);
  if (fields.limit === undefined) return;
  look.count(fields.limit, "overlap.limit", 1, 10_000);
  if (fields.policy === "strict-sequence" && fields.limit !== 1)
    look.add("overlap.limit", `is ${show(fields.limit)}`, "leave it out: a strict sequence runs one at a time");
}

export function checkDatasets(look: Look, datasets: unknown): void {
  for (const [name, use] of look.entries(datasets, "datasets")) {
    const at = `datasets["${name}"]`;
    checkDatasetName(look, name, at);
    const fields = look.object(use, at, ["schema", "read?"]);
    if (fields === undefined) continue;
    look.schema(fields.schema, `${at}.schema`);
    if (fields.read !== undefined) look.oneOf(fields.read, `${at}.read`, ["required", "optional"]);
  }
}

/** `checkValue` looks at an expression. */
export function checkPublications(
  look: Look,
  publishes: unknown,
  checkValue: (value: unknown, at: string) => void,
): void {
  for (const [index, publication] of look.list(publishes, "publishes").entries()) {
    const fields = look.object(publication, `publishes[${index}]`, ["dataset", "value"]);
    if (fields === undefined) continue;
    checkDatasetName(look, fields.dataset, `publishes[${index}].dataset`);
    checkValue(fields.value, `publishes[${index}].value`);
  }
}

export function checkTrigger(look: Look, on: unknown): void {
  const fields = look.object(on, "on", ["datasets", "when"]);
  if (fields === undefined) return;
  look.oneOf(fields.when, "on.when", ["any", "all"]);
  const names = look.list(fields.datasets, "on.datasets");
  if (names.length === 0) look.add("on.datasets", "is empty", "name at least one dataset");
  for (const [index, name] of names.entries()) checkDatasetName(look, name, `on.datasets[${index}]`);
}

export function checkWebhook(look: Look, webhook: unknown): void {
  const fields = look.object(webhook, "webhook", ["secret", "params?"]);
  if (fields === undefined) return;
  look.pattern(
    fields.secret,
    "webhook.secret",
    /^[A-Za-z][A-Za-z0-9_-]{0,62}$/,
    "name a secret of the coordinator, like GITHUB; the secret itself never stands in a pipeline",
  );
  for (const [name, pointer] of look.entries(fields.params ?? {}, "webhook.params"))
    look.pattern(
      pointer,
      `webhook.params.${name}`,
      /^(?:\/(?:[^~/]|~[01])*)*$/,
      'point into the body with a JSON pointer: "/repository/full_name"',
    );
}

function checkDatasetName(look: Look, value: unknown, field: string): void {
  if (!isDatasetName(value))
    look.add(
      field,
      `is ${show(value)}`,
      'name a dataset with lower-case words, and slashes between them: "churn/features"',
    );
}
