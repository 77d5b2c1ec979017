/** What is left to say when a run has ended. */
import { type ArtifactValue, isArtifact, isObject, type Json } from "@troupe/core";
import type { Run } from "@troupe/sdk/client";
import { bytes, figure } from "../render/amount.ts";
import { between } from "../render/duration.ts";
import { runLooks } from "../render/states.ts";
import type { Style } from "../render/style.ts";
import { pairs } from "../render/table.ts";
import { clip, indent, shortDigest } from "../render/text.ts";

const valueColumns = 100;

export function summary(run: Run<Json>, style: Style): string {
  const look = runLooks[run.state];
  const time = between(run.createdAt, run.endedAt, run.endedAt?.getTime() ?? run.createdAt.getTime());
  const title = style[look.tone](style.bold(`${look.sign} ${run.pipeline} ${look.word}`));
  const facts = pairs(
    [
      ["run", run.id],
      run.outputs === null ? null : ["outputs", outputLines(run.outputs)],
      ["logs", style.code(`troupe logs ${run.id}`)],
      run.traceId === null ? null : ["trace", run.traceId],
    ],
    style.dim,
  );
  return `${title} ${style.dim(`in ${time}`)}\n${indent(facts, "  ")}`;
}

/** A record becomes a line a field; everything else is one line. */
export function outputLines(outputs: Json): string {
  if (!isObject(outputs) || isArtifact(outputs)) return brief(outputs);
  return pairs(Object.entries(outputs).map(([name, value]) => [name, brief(value as Json)] as const));
}

function brief(value: Json): string {
  if (isArtifact(value)) return artifactText(value);
  if (typeof value === "number") return figure(value);
  if (isObject(value) && Object.values(value).every(isFlat)) {
    const fields = Object.entries(value).map(([name, field]) => `${name} ${brief(field as Json)}`);
    return clip(fields.join(", "), valueColumns);
  }
  return clip(
    JSON.stringify(value, (_, inner) => (isArtifact(inner) ? artifactText(inner) : inner)),
    valueColumns,
  );
}

/** One word, or nearly. */
function isFlat(value: unknown): boolean {
  return typeof value !== "object" || value === null || isArtifact(value);
}

/** joblib 0123456789ab (12 MiB) */
function artifactText({ kind, digest, size }: ArtifactValue): string {
  return `${kind} ${shortDigest(digest)} (${bytes(size)})`;
}
