/** A list that is told as it changes: `useWatch("AgentService/WatchAgents", { pageSize: 1000 })`. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { CallError } from "../call-error.ts";
import type { Method, RequestOf, ResponseOf } from "../methods.ts";
import { callKey } from "../use-call.ts";
import { live } from "./live.ts";

export interface Watched<Message> {
  /** As it was told last; kept over breaks, and for the next screen that asks for the same. */
  readonly data: Message | undefined;
  /** Why nothing more is told; null while something is. */
  readonly error: CallError | null;
  readonly retry: () => void;
}

/** `isEnabled`: false while there is nothing to watch. */
export function useWatch<M extends Method>(method: M, request: RequestOf<M>, isEnabled = true): Watched<ResponseOf<M>> {
  const client = useQueryClient();
  const key = JSON.stringify(request);
  const [failed, setFailed] = useState<{ readonly key: string; readonly error: CallError } | null>(null);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try is another subscription
  useEffect(() => {
    if (!isEnabled) return;
    setFailed(null);
    const asked = JSON.parse(key) as RequestOf<M>;
    return live.subscribe(method, asked, {
      onMessage: (message) => void client.setQueryData(callKey(method, asked), message),
      onFailure: (failure) => setFailed({ key, error: new CallError(failure) }),
    });
  }, [client, method, key, isEnabled, tries]);
  const { data } = useQuery<ResponseOf<M>>({ queryKey: callKey(method, request), enabled: false });
  return {
    data,
    error: failed?.key === key ? failed.error : null,
    retry: () => setTries((before) => before + 1),
  };
}
