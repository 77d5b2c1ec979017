import type { Runs } from "@troupe/engine";

/** Stands for the newest run wherever a run is read. */
export const latest = "@latest";

export async function resolveRun(runs: Pick<Runs, "get">, runId: string): Promise<string> {
  return runId === latest ? (await runs.get(latest)).header.runId : runId;
}
