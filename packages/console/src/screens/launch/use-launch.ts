import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { call } from "../../api/call.ts";
import type { Pipeline, Run } from "../../api/messages.ts";
import type { Launch } from "./copy-as.ts";
import { violationsOf } from "./violations.ts";

/** After the last key, before the coordinator is asked what it would say. */
const pauseMs = 350;

/**
 * Asks the coordinator about the params while they are typed, so that what it objects to stands at the fields before
 * anything is launched; and launches.
 */
export function useLaunch(launch: Launch, pipeline: Pipeline, onLaunched: (run: Run) => void) {
  const [asked] = useDebouncedValue(launch.params, pauseMs);
  const paramsJson = JSON.stringify(asked);
  const plan = useQuery({
    queryKey: ["plan", pipeline.version, paramsJson],
    queryFn: ({ signal }) =>
      call(
        "PipelineService/PlanPipeline",
        { specJson: pipeline.specJson, codeDigest: pipeline.codeDigest, paramsJson },
        { signal },
      ),
    placeholderData: (before) => before,
  });
  const request = useRequestId(JSON.stringify(launch));
  const sending = useMutation({
    mutationFn: () =>
      call("RunService/CreateRun", {
        pipeline: launch.pipeline,
        paramsJson: JSON.stringify(launch.params),
        requestId: request(),
        skipCache: launch.skipCache,
        ...(launch.interval !== null && { interval: launch.interval }),
        ...(launch.priority !== null && { priority: launch.priority }),
      }),
    onSuccess: onLaunched,
  });
  const planned = violationsOf(plan.error);
  // What was refused stays until the form says something else; then the plan tells what is wrong with that.
  const isSame = JSON.stringify(launch.params) === paramsJson;
  const refused = isSame ? violationsOf(sending.error) : [];
  const violations = refused.length > 0 ? refused : planned;
  const refusal = sending.error !== null && violationsOf(sending.error).length === 0 ? sending.error : null;
  return { plan, sending, violations, refusal };
}

/**
 * The same id for the same launch until it has worked: pressing the button again after a broken connection makes no second
 * run.
 */
function useRequestId(launch: string): () => string {
  const latest = useRef({ launch: "", id: "" });
  return () => {
    if (latest.current.launch !== launch) latest.current = { launch, id: `console-${randomId()}` };
    return latest.current.id;
  };
}

/** `crypto.randomUUID` is there only on pages from this machine or over TLS. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
