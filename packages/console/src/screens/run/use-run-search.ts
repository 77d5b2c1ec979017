import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import type { runSearch, runTabs } from "../../app/searches.ts";

const route = getRouteApi("/runs/$runId");

export type RunTab = (typeof runTabs)[number];
export type RunSearch = ReturnType<typeof runSearch>;

/** What of the run is shown, as the address says, and the way to show something else of it. */
export function useRunSearch(): {
  readonly search: RunSearch;
  /** Undefined takes something out of the address. `replace`: without a step in the browser's history. */
  readonly change: (part: { [K in keyof RunSearch]?: RunSearch[K] | undefined }, replace?: boolean) => void;
} {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: object, replace = true) =>
      void navigate({ search: (last: RunSearch) => ({ ...last, ...part }) as RunSearch, replace, resetScroll: false }),
    [navigate],
  );
  return { search, change };
}
