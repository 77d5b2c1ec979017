import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call } from "../../api/call.ts";
import type { BackfillInterval } from "../../api/messages.ts";

/** A backfill has at most 10,000. */
const pageSize = 1000;

/** All intervals of a backfill, in the order in which they are run; anew whenever `version` changes. */
export function useIntervals(backfillId: string, version: string) {
  return useQuery({
    queryKey: ["ScheduleService/ListBackfillIntervals", backfillId, version],
    queryFn: async ({ signal }) => {
      const all: BackfillInterval[] = [];
      let pageToken = "";
      do {
        const request = { backfillId, pageSize, pageToken };
        const page = await call("ScheduleService/ListBackfillIntervals", request, { signal });
        all.push(...page.intervals);
        pageToken = page.nextPageToken;
      } while (pageToken !== "");
      return all;
    },
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
