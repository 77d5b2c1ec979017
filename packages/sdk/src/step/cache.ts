/** When a step's result counts again: as an author writes it, and as the spec has it. */
import type { Executable, StepCache } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import { type Duration, toMs } from "./units.ts";

/** `true`, or until when, and for which code, a result counts again. */
export type Cache = boolean | CacheOptions;

export interface CacheOptions {
  /** Older results do not count: `"7d"`. Default: however old. */
  readonly for?: Duration;
  /** Count it up when older results must not count any more for a reason that nobody can see. */
  readonly version?: string;
  /**
   * The files that are the step's code, relative to the pipeline's folder, or folders: `["steps/train.py", "steps/lib"]`.
   * Name all that it imports: what is not named may change, and older results count all the same. For steps in Python
   * and programs. Default: everything that travels with the pipeline, so that any change of it makes results anew.
   */
  readonly code?: readonly string[];
}

export function cacheOf(cache: Cache | undefined, runs: Executable, field: string): StepCache | undefined {
  if (cache === undefined || cache === false) return undefined;
  if (cache === true) return {};
  const { for: age, version, code } = cache;
  if (code !== undefined && runs.kind === "function") {
    const message = "names files, and a function's code is the whole module that it stands in";
    throw invalidSpec({ field: `${field}.code`, message, fix: "leave it out, or make the step one in Python" });
  }
  if (code?.length === 0)
    throw invalidSpec({
      field: `${field}.code`,
      message: "names no file",
      fix: "name the step's files, or leave it out",
    });
  return {
    ...(age !== undefined && { maxAgeMs: toMs(age, `${field}.for`) }),
    ...(version !== undefined && { version }),
    ...(code !== undefined && { files: [...new Set(code)].sort() }),
  };
}
