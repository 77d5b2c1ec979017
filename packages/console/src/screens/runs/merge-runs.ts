/** Lists of runs after some have changed. */
import type { Run } from "../../api/messages.ts";
import { instantMs } from "../../format/times.ts";

export interface MergeFilter {
  readonly pipeline?: string | undefined;
  readonly states?: readonly Run["state"][] | undefined;
  readonly cause?: string | undefined;
}

/**
 * Pages, newest first, with those that changed: where they stand, or on the first page if they are new, or gone if the filter
 * has them no more. A run that is older than all that is listed, and not among it, stands on a page that nobody has asked for.
 */
export function mergeRuns(
  pages: readonly (readonly Run[])[],
  changed: readonly Run[],
  filter: MergeFilter,
): readonly (readonly Run[])[] {
  const updates = new Map(changed.map((run) => [run.runId, run]));
  const listed = new Set(pages.flatMap((page) => page.map(({ runId }) => runId)));
  const kept = pages.map((page) =>
    page.flatMap((run) => {
      const update = updates.get(run.runId);
      if (update === undefined) return [run];
      return isWanted(update, filter) ? [update] : [];
    }),
  );
  const newest = madeAt(pages[0]?.[0]);
  const added = changed.filter((run) => !listed.has(run.runId) && madeAt(run) >= newest && isWanted(run, filter));
  const [first = [], ...rest] = kept;
  return [[...added.sort((a, b) => madeAt(b) - madeAt(a)), ...first], ...rest];
}

function isWanted(run: Run, { pipeline, states, cause }: MergeFilter): boolean {
  if (pipeline !== undefined && pipeline !== "" && run.pipeline !== pipeline) return false;
  if (states !== undefined && states.length > 0 && !states.includes(run.state)) return false;
  return cause === undefined || cause === "" || (run.cause !== undefined && cause in run.cause);
}

function madeAt(run: Run | undefined): number {
  return instantMs(run?.createdAt) ?? Number.NEGATIVE_INFINITY;
}
