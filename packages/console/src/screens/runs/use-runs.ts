import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { call } from "../../api/call.ts";
import { useLive } from "../../api/live/use-live.ts";
import type { Run } from "../../api/messages.ts";
import type { ResponseOf } from "../../api/methods.ts";
import { type MergeFilter, mergeRuns } from "./merge-runs.ts";

export type RunFilter = MergeFilter;

type Pages = InfiniteData<ResponseOf<"RunService/ListRuns">, string>;

const pageSize = 50;

/** Runs, newest first, page after page; what changes changes here too. */
export function useRuns(filter: RunFilter) {
  const client = useQueryClient();
  const queryKey = ["RunService/ListRuns", "pages", filter] as const;
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      call("RunService/ListRuns", { ...wanted(filter), pageSize, pageToken: pageParam }, { signal }),
    initialPageParam: "",
    getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
  });
  const isFirst = useRef(true);
  useLive(
    "RunService/WatchRuns",
    { pipeline: filter.pipeline ?? "" },
    {
      // What changed between the list and the stream, or in a break of it, only the list knows.
      onBegin: (resumed) => {
        if (!resumed && !isFirst.current) void query.refetch();
        isFirst.current = false;
      },
      onMessage: ({ runs, missed }) => {
        if (missed) return void query.refetch();
        client.setQueryData<Pages>(queryKey, (pages) => pages && withRuns(pages, runs, filter));
      },
    },
  );
  const runs = useMemo(() => query.data?.pages.flatMap((page) => page.runs), [query.data]);
  return {
    runs,
    error: query.error,
    more: () => {
      if (query.hasNextPage && !query.isFetching) void query.fetchNextPage();
    },
    retry: () => void query.refetch(),
  };
}

function wanted({ pipeline = "", states = [], cause = "" }: RunFilter) {
  return { pipeline, states: [...states], cause };
}

function withRuns(pages: Pages, changed: readonly Run[], filter: RunFilter): Pages {
  const merged = mergeRuns(
    pages.pages.map(({ runs }) => runs),
    changed,
    filter,
  );
  return { ...pages, pages: pages.pages.map((page, place) => ({ ...page, runs: merged[place] ?? page.runs })) };
}
