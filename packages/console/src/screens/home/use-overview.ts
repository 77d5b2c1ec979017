import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLive } from "../../api/live/use-live.ts";
import { callKey, useCall } from "../../api/use-call.ts";
import { knowsAll, type Overview, withRuns } from "./overview.ts";

const request = {};
const key = callKey("PipelineService/GetOverview", request);

/** What no stream tells (ticks, what waits, new pipelines) is asked for again so often while runs change, and seldom else. */
const soonMs = 3000;
const seldomMs = 30_000;

/** How all pipelines do, as it changes. */
export function useOverview() {
  const client = useQueryClient();
  const query = useCall("PipelineService/GetOverview", request, { everyMs: seldomMs });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const soon = (): void => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void query.refetch();
    }, soonMs);
  };
  const isFirst = useRef(true);
  useLive("RunService/WatchRuns", request, {
    onBegin: (resumed) => {
      if (!resumed && !isFirst.current) void query.refetch();
      isFirst.current = false;
    },
    onMessage: ({ runs, missed }) => {
      const before = client.getQueryData<Overview>(key);
      if (missed || before === undefined || !knowsAll(before, runs)) return void query.refetch();
      if (runs.length === 0) return;
      client.setQueryData<Overview>(key, withRuns(before, runs));
      soon();
    },
  });
  return query;
}
