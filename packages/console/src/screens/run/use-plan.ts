import { compile, type PipelineSpec, type Plan } from "@troupe/core";
import { useMemo } from "react";
import { useCall } from "../../api/use-call.ts";
import { useRun } from "./run-store.ts";

/** The definition that the run has, which never changes; undefined until it is there. */
export function usePlan(): { readonly plan: Plan | undefined; readonly error: unknown } {
  const { pipeline, version } = useRun();
  const { data, error } = useCall(
    "PipelineService/GetPipeline",
    { name: pipeline, version },
    { staleMs: Number.POSITIVE_INFINITY },
  );
  const spec = data?.specJson;
  const plan = useMemo(() => (spec === undefined ? undefined : compile(JSON.parse(spec) as PipelineSpec)), [spec]);
  return { plan, error };
}
