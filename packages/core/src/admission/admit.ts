/** Whether a run that is to be made begins at once. */
import { unreachable } from "../error.ts";
import type { Line, LineMember } from "./line.ts";
import { roomOf } from "./overlap.ts";

export type Admission =
  | { readonly type: "begin" }
  /** Behind that run, if a single one can be named. */
  | { readonly type: "wait"; readonly behind: string | null }
  | { readonly type: "refuse"; readonly behind: string };

export function admit(line: Line, { rerunOf }: Pick<LineMember, "rerunOf">): Admission {
  const { policy } = line.overlap;
  const hasRoom = line.underWay.size < roomOf(line.overlap);
  switch (policy) {
    case "parallel":
    case "queue":
    case "cancel-old":
    case "latest-only":
      return hasRoom && line.waiting.length === 0 ? { type: "begin" } : wait(line);
    case "skip-new": {
      const behind = firstOf(line);
      return hasRoom || behind === undefined ? { type: "begin" } : { type: "refuse", behind };
    }
    case "strict-sequence":
      return hasRoom && (isRerunOfBlock(line, rerunOf) || (line.waiting.length === 0 && line.blockedBy.length === 0))
        ? { type: "begin" }
        : wait(line);
    default:
      return unreachable(policy);
  }
}

function wait(line: Line): Admission {
  return { type: "wait", behind: line.blockedBy.at(-1) ?? firstOf(line) ?? line.waiting[0]?.runId ?? null };
}

function firstOf(line: Line): string | undefined {
  return line.underWay.keys().next().value;
}

/** A rerun may repeat the failed run itself, or the one that it was a rerun of. */
export function isRerunOfBlock(line: Line, rerunOf: string | null): boolean {
  return rerunOf !== null && line.blockedBy.includes(rerunOf);
}
