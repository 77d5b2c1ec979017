/** A call as a query: `useCall("RunService/GetRun", { runId })`. */
import { keepPreviousData, queryOptions, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { call } from "./call.ts";
import type { CallError } from "./call-error.ts";
import type { Method, RequestOf, ResponseOf } from "./methods.ts";

export interface UseCallOptions {
  /** False: not yet. */
  readonly enabled?: boolean;
  /** How long an answer counts as new. Infinity for what cannot change. */
  readonly staleMs?: number;
  /** Asks again so often; for what no stream tells. */
  readonly everyMs?: number;
  /** Shows the answer to the request before this one until this one is answered: for filters and pages. */
  readonly keepPrevious?: boolean;
}

/** By which the answer is kept; begins with the method, so that `invalidateQueries({ queryKey: [method] })` finds it. */
export function callKey<M extends Method>(method: M, request: RequestOf<M>): readonly [M, RequestOf<M>] {
  return [method, request];
}

export function useCall<M extends Method>(
  method: M,
  request: RequestOf<M>,
  options: UseCallOptions = {},
): UseQueryResult<ResponseOf<M>, CallError> {
  const { enabled, staleMs, everyMs, keepPrevious } = options;
  return useQuery<ResponseOf<M>, CallError>({
    ...callQuery(method, request),
    ...(enabled !== undefined && { enabled }),
    ...(staleMs !== undefined && { staleTime: staleMs }),
    ...(everyMs !== undefined && { refetchInterval: everyMs }),
    // The types of the library do not see through the generic answer.
    ...(keepPrevious && { placeholderData: keepPreviousData as never }),
  });
}

/** For `useQueries`, `ensureQueryData`, prefetching. */
export function callQuery<M extends Method>(method: M, request: RequestOf<M>) {
  return queryOptions<ResponseOf<M>, CallError>({
    queryKey: callKey(method, request),
    queryFn: ({ signal }) => call(method, request, { signal }),
  });
}
