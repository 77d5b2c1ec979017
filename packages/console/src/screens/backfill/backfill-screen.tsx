import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useCall } from "../../api/use-call.ts";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { PageHead } from "../../components/page-head.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { readSpec } from "../pipeline/read-spec.ts";
import { timingOf } from "../pipeline/timing-text.ts";
import { NewBackfill } from "./new-backfill.tsx";
import { defaultRange } from "./range.ts";

/** /pipelines/NAME/backfill: which intervals, how many at once, and what that comes to. */
export function BackfillScreen() {
  const { name } = useParams({ from: "/pipelines/$name/backfill" });
  const search = useSearch({ from: "/pipelines/$name/backfill" });
  const navigate = useNavigate({ from: "/pipelines/$name/backfill" });
  const { data, error, refetch } = useCall("ScheduleService/GetSchedule", { pipeline: name }, { staleMs: 60_000 });
  const pipeline = useCall("PipelineService/GetPipeline", { name }, { staleMs: 60_000 });
  const failure = error ?? pipeline.error;
  const range = useMemo(() => (data === undefined ? undefined : defaultRange(data, Date.now())), [data]);
  return (
    <>
      <PageHead
        title={`Backfill ${name}`}
        crumbs={[{ label: name, link: { to: "/pipelines/$name", params: { name } } }]}
        facts={[data !== undefined && `runs ${timingOf(data)}`]}
      />
      {failure !== null && (
        <ErrorPanel error={failure} onRetry={() => void Promise.all([refetch(), pipeline.refetch()])} />
      )}
      {(data === undefined || pipeline.data === undefined) && failure === null && <RowSkeletons rows={10} />}
      {data !== undefined && pipeline.data !== undefined && range !== undefined && (
        <NewBackfill
          key={pipeline.data.version}
          pipeline={name}
          spec={readSpec(pipeline.data.specJson)}
          schedule={data}
          asked={{
            from: search.from ?? range.from,
            to: search.to ?? range.to,
            missingOnly: search.only !== "all",
          }}
          onAsk={({ from, to, missingOnly }) =>
            void navigate({
              search: { from, to, ...(!missingOnly && { only: "all" as const }) },
              replace: true,
              resetScroll: false,
            })
          }
        />
      )}
    </>
  );
}
