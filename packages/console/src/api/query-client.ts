import { QueryClient } from "@tanstack/react-query";
import { CallError } from "./call-error.ts";

/** Retries what passes by itself (a fail-over), and tells everything else at once. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      gcTime: 5 * 60_000,
      // The live stream says what has changed; coming back to a tab is no reason to ask for everything again.
      refetchOnWindowFocus: false,
      retry: (failures, error) => error instanceof CallError && error.isPassing && failures < 8,
      retryDelay: (failures) => Math.min(250 * 2 ** failures, 4_000) * (0.5 + Math.random() / 2),
    },
  },
});
