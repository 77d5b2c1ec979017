import { useMemo } from "react";
import { type Fold, useLiveState } from "../../api/live/use-live.ts";
import type { Run, RunCause, RunEvent } from "../../api/messages.ts";
import type { WatchMessage } from "./model/run-view.ts";
import { useRun } from "./run-store.ts";

/** More than a reader reads, and a page holds: of longer histories the end is kept. */
export const keptEvents = 50_000;

const fold: Fold<readonly RunEvent[], WatchMessage> = {
  initial: [],
  apply: (events, messages) => {
    const next = [...events];
    for (const { event } of messages) if (event !== undefined) next.push(event);
    return next.length > keptEvents ? next.slice(-keptEvents) : next;
  },
};

/** The run's history, oldest first, and live. */
export function useHistory(): { readonly events: readonly RunEvent[]; readonly isThere: boolean } {
  const run = useRun();
  // A watch gives events after one of them, and a snapshot to who asks for those after none.
  const request = useMemo(() => ({ runId: run.runId, afterSequence: 1 }), [run.runId]);
  const { state, failure, ended } = useLiveState("RunService/WatchRun", request, fold);
  const { runId, pipeline, version, createdAt, cause } = run;
  const events = useMemo(
    () => (state.length < keptEvents ? [created({ runId, pipeline, version, createdAt, cause }), ...state] : state),
    [state, runId, pipeline, version, createdAt, cause],
  );
  return { events, isThere: state.length > 0 || ended || failure !== undefined };
}

interface Origin extends Pick<Run, "runId" | "pipeline" | "version"> {
  readonly createdAt: string | undefined;
  readonly cause: RunCause | undefined;
}

/** The first event of every run, of which the run itself says all that a reader asks. */
function created({ createdAt, ...run }: Origin): RunEvent {
  const eventJson = JSON.stringify({ type: "RunCreated", ...run });
  return { sequence: 1, type: "RunCreated", task: "", eventJson, ...(createdAt !== undefined && { at: createdAt }) };
}
