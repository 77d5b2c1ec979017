/** What a result is made of, as digests: where all of it is the same, the result is taken to be the same. */
import { createHash } from "node:crypto";
import { type Digest, inputsOf, type Json, type RunState, stepOf } from "@troupe/core";
import { canonicalJson } from "../canonical-json.ts";

export interface CacheParts {
  /** Of the files that are the step's code. */
  readonly code: Digest | null;
  /** Of what the declaration says of the result: what runs, in which environment, and the schemas. */
  readonly step: Digest;
  /** What the author counts up when older results must not count any more. */
  readonly version: string;
  /** By name. Artifacts are in them by their own digests. */
  readonly inputs: Readonly<Record<string, Digest>>;
}

/** Expects a task of which everything that it needs is settled. */
export function cacheParts(state: RunState, task: string, codeDigest: Digest | null): CacheParts {
  const { declaration } = stepOf(state, task);
  const { runs, role = "step", input, output = null, cache } = declaration;
  const inputs = Object.entries(inputsOf(state, task)).map(([name, value]) => [name, digestOf(value)]);
  return {
    code: cache?.code ?? codeDigest,
    step: digestOf({ runs, role, input, output } as unknown as Json),
    version: cache?.version ?? "",
    inputs: Object.fromEntries(inputs),
  };
}

export function cacheKey(parts: CacheParts): string {
  return digestOf(parts as unknown as Json).slice("sha256:".length);
}

/** What is not the same, in words; `before` is another result of the same task. */
export function differences(before: CacheParts, now: CacheParts): readonly string[] {
  const names = [...new Set([...Object.keys(before.inputs), ...Object.keys(now.inputs)])].sort();
  const changed = names.filter((name) => before.inputs[name] !== now.inputs[name]);
  return [
    ...(before.code === now.code ? [] : ["its code has changed"]),
    ...(before.step === now.step ? [] : ["its declaration has changed"]),
    ...(before.version === now.version ? [] : [`its cache version is "${now.version}" instead of "${before.version}"`]),
    ...(changed.length === 0 ? [] : [`${changed.length === 1 ? "input" : "inputs"} ${changed.join(", ")} changed`]),
  ];
}

function digestOf(value: Json): Digest {
  return `sha256:${createHash("sha256").update(canonicalJson(value)).digest("hex")}`;
}
