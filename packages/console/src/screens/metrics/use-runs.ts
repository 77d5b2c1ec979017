/** The newest runs of a pipeline, or of all, and those that an address names beside them. */
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Run } from "../../api/messages.ts";
import { callQuery, useCall } from "../../api/use-call.ts";

const listed = 30;

export function useRuns(pipeline: string | undefined, named: readonly string[] = []) {
  const list = useCall(
    "RunService/ListRuns",
    { pipeline: pipeline ?? "", pageSize: listed },
    { everyMs: 10_000, keepPrevious: true },
  );
  const known = new Set(list.data?.runs.map(({ runId }) => runId));
  const missing = list.data === undefined ? [] : named.filter((id) => !known.has(id));
  const others = useQueries({ queries: missing.map((runId) => callQuery("RunService/GetRun", { runId })) });
  const found = others.flatMap(({ data }) => data ?? []);
  const key = [...(list.data?.runs ?? []), ...found].map(({ runId, state }) => `${runId}${state}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: by what it holds, so that it stays the same object
  const runs = useMemo((): readonly Run[] => [...(list.data?.runs ?? []), ...found], [key]);
  return { runs, isLoading: list.isPending, error: list.error };
}
