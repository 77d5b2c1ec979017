import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useCall } from "../../api/use-call.ts";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { PageHead } from "../../components/page-head.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { timingOf } from "../pipeline/timing-text.ts";
import { NewBackfill } from "./new-backfill.tsx";
import { defaultRange, zoneOfSchedule } from "./range.ts";

/** /pipelines/NAME/backfill: which intervals, how many at once, and what that comes to. */
export function BackfillScreen() {
  const { name } = useParams({ from: "/pipelines/$name/backfill" });
  const search = useSearch({ from: "/pipelines/$name/backfill" });
  const navigate = useNavigate({ from: "/pipelines/$name/backfill" });
  const { data, error, refetch } = useCall("ScheduleService/GetSchedule", { pipeline: name }, { staleMs: 60_000 });
  const range = useMemo(() => (data === undefined ? undefined : defaultRange(data, Date.now())), [data]);
  return (
    <>
      <PageHead
        title={`Backfill ${name}`}
        crumbs={[{ label: name, link: { to: "/pipelines/$name", params: { name } } }]}
        facts={[data !== undefined && `runs ${timingOf(data)}`]}
      />
      {error !== null && <ErrorPanel error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <RowSkeletons rows={10} />}
      {data !== undefined && range !== undefined && (
        <NewBackfill
          pipeline={name}
          zone={zoneOfSchedule(data)}
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
