import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { call } from "../../api/call.ts";
import { useLive } from "../../api/live/use-live.ts";
import { type GridData, mergeGrids, readGrid } from "./grid-model.ts";

export const pageSize = 50;

interface GridPage extends GridData {
  readonly nextPageToken: string;
}

/** Between two readings of runs that change: more often, and the grid would be all that the coordinator does. */
const pauseMs = 1000;

/** What changes together is read together. */
const leastMs = 60;

/**
 * Fifty runs of a pipeline and what became of each step. The newest page follows what happens: of the newest runs, as far
 * back as one has changed, the cells are read again.
 */
export function useGrid(pipeline: string, before: string) {
  const client = useQueryClient();
  const queryKey = ["RunService/GetGrid", pipeline, before] as const;
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => readPage(pipeline, pageSize, before, signal),
    staleTime: before === "" ? 5000 : 60_000,
  });
  const changed = useRef(new Set<string>());
  const readAt = useRef(Number.NEGATIVE_INFINITY);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const refresh = async (): Promise<void> => {
    const page = client.getQueryData<GridPage>(queryKey);
    const ids = changed.current;
    changed.current = new Set();
    readAt.current = performance.now();
    if (page === undefined) return;
    const size = Math.min(pageSize, reach(page, ids));
    const fresh = await readPage(pipeline, size, "").catch(() => undefined);
    if (fresh === undefined) return;
    client.setQueryData<GridPage>(queryKey, (now) => now && { ...now, ...mergeGrids(now, fresh, pageSize) });
  };
  const isFirst = useRef(true);
  useLive("RunService/WatchRuns", before === "" ? { pipeline } : null, {
    onBegin: (resumed) => {
      if (!resumed && !isFirst.current) void query.refetch();
      isFirst.current = false;
    },
    onMessage: ({ runs, missed }) => {
      if (missed) return void query.refetch();
      if (runs.length === 0) return;
      for (const { runId } of runs) changed.current.add(runId);
      const waitMs = Math.max(leastMs, readAt.current + pauseMs - performance.now());
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        void refresh();
      }, waitMs);
    },
  });
  return query;
}

async function readPage(pipeline: string, size: number, pageToken: string, signal?: AbortSignal): Promise<GridPage> {
  const answer = await call("RunService/GetGrid", { pipeline, pageSize: size, pageToken }, { signal });
  return { ...readGrid(answer), nextPageToken: answer.nextPageToken };
}

/** How many of the newest runs hold all that have changed; new ones come before them. */
function reach({ runs }: GridData, ids: ReadonlySet<string>): number {
  const oldest = runs.findIndex(({ run }) => ids.has(run.runId));
  const known = new Set(runs.map(({ run }) => run.runId));
  const added = [...ids].filter((id) => !known.has(id)).length;
  return Math.max(1, added + (oldest < 0 ? 0 : runs.length - oldest));
}
