/** What somebody is told who asks for a run that is not here: that there is none, or that it was removed. */
import { runStatuses, TroupeError } from "@troupe/core";
import type { Catalog } from "../ports/catalog.ts";
import { runNotFound } from "../sealing/sealed-runs.ts";

/** Expects one that is neither live nor sealed, asked in this order: a run that ends is sealed before it is live no more. */
export async function absentRun(catalog: Pick<Catalog, "run" | "removedAt">, runId: string): Promise<TroupeError> {
  const at = await catalog.removedAt(runId);
  if (at !== undefined) return runRemoved(runId, at);
  const known = await catalog.run(runId);
  // Removed, and this catalog has not heard of it yet.
  return known !== undefined && runStatuses[known.status].terminal ? runRemoved(runId) : runNotFound(runId);
}

function runRemoved(runId: string, at?: number): TroupeError {
  const when = at === undefined ? "" : ` at ${new Date(at).toISOString()}`;
  return new TroupeError(
    `Run ${runId} was removed${when}: it was older, or one of more, than its pipeline keeps. \`troupe get runs\` lists the runs that there are.`,
    {
      code: "RUN_REMOVED",
      reaction: "reject",
      details: { runId, ...(at !== undefined && { removedAt: new Date(at).toISOString() }) },
    },
  );
}
