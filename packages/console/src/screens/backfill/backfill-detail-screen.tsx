import { Button } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { pipelineActions } from "../../actions/pipeline-actions.ts";
import { call } from "../../api/call.ts";
import { useWatch } from "../../api/live/use-watch.ts";
import type { Backfill, BackfillInterval } from "../../api/messages.ts";
import { useCall } from "../../api/use-call.ts";
import { type Act, ActionDialog } from "../../components/action-dialog.tsx";
import { CodeBlock } from "../../components/code-block.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import { PageHead } from "../../components/page-head.tsx";
import { Panel } from "../../components/panel.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { WarningLine } from "../../components/warning-line.tsx";
import { formatUtcDay } from "../../format/days.ts";
import { shortDigest, shortId } from "../../format/ids.ts";
import { plural } from "../../format/numbers.ts";
import { instantMs } from "../../format/times.ts";
import styles from "./backfill-detail.module.css";
import { intervalsOf } from "./backfill-preview.tsx";
import { countsOf, isOver, totalOf } from "./backfill-state.ts";
import { calendar } from "./calendar.ts";
import { CalendarView } from "./calendar-view.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { zoneOfSchedule } from "./range.ts";
import { useIntervals } from "./use-intervals.ts";

/** /backfills/ID: how far it is, which interval came to what, and what can be done about it. */
export function BackfillDetailScreen() {
  const { id } = useParams({ from: "/backfills/$id" });
  const { data, error, retry } = useWatch("ScheduleService/WatchBackfills", { backfillId: id });
  const backfill = data?.backfills[0];
  if (backfill !== undefined) return <Detail backfill={backfill} />;
  return error === null ? <RowSkeletons rows={12} /> : <ErrorPanel error={error} onRetry={retry} />;
}

function Detail({ backfill }: { readonly backfill: Backfill }) {
  const { backfillId, pipeline } = backfill;
  const counts = countsOf(backfill);
  const intervals = useIntervals(backfillId, JSON.stringify([backfill.state, counts]));
  return (
    <>
      <PageHead
        title={`Backfill of ${pipeline}`}
        badge={<StateBadge state={backfill.state} />}
        crumbs={[
          {
            label: pipeline,
            link: { to: "/pipelines/$name", params: { name: pipeline }, search: { tab: "schedule" } },
          },
        ]}
        facts={[
          <span key="range" className="figures">
            {formatUtcDay(backfill.from)} – {formatUtcDay(backfill.to)}
          </span>,
          `${backfill.parallel} at once`,
          backfill.order === "BACKFILL_ORDER_NEWEST" ? "newest first" : "oldest first",
          backfill.missingOnly && "only what had no run that succeeded",
          <span key="version">
            version <code>{shortDigest(backfill.version)}</code>
          </span>,
          <span key="made">
            made <TimeText at={backfill.createdAt} />
            {backfill.by !== "" && ` by ${backfill.by}`}
          </span>,
          backfill.endedAt !== undefined && (
            <span>
              over <TimeText at={backfill.endedAt} />
            </span>
          ),
        ]}
        actions={<Actions backfill={backfill} />}
      />
      {backfill.trouble !== "" && (
        <WarningLine icon="warning">It cannot go on at the moment: {backfill.trouble}</WarningLine>
      )}
      <div className={styles.bar}>
        <ProgressBar counts={counts} />
      </div>
      {intervals.error !== null && <ErrorPanel error={intervals.error} onRetry={() => void intervals.refetch()} />}
      <div className={styles.layout}>
        <Panel title="Intervals" flush className={styles.table}>
          {intervals.data === undefined ? (
            <RowSkeletons rows={10} />
          ) : (
            <DataTable
              label="Intervals of the backfill"
              items={intervals.data}
              columns={columns}
              keyOf={({ interval }) => interval?.start ?? ""}
            />
          )}
        </Panel>
        <div className={styles.side}>
          <BackfillCalendar backfill={backfill} intervals={intervals.data ?? []} />
          {backfill.paramsJson !== "" && backfill.paramsJson !== "{}" && (
            <Panel title="Params of its runs">
              <CodeBlock
                text={JSON.stringify(JSON.parse(backfill.paramsJson), null, 2)}
                label="Copy the params"
                maxLines={12}
              />
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}

const columns: readonly Column<BackfillInterval>[] = [
  {
    id: "state",
    header: "State",
    width: "130px",
    cell: ({ state }) => <StateBadge state={state} look="plain" />,
    sort: ({ state }) => state,
  },
  {
    id: "start",
    header: "From",
    width: "minmax(110px, 1fr)",
    cell: ({ interval }) => <TimeText at={interval?.start} as="day" />,
    sort: ({ interval }) => instantMs(interval?.start),
  },
  {
    id: "end",
    header: "Up to",
    width: "minmax(110px, 1fr)",
    cell: ({ interval }) => <TimeText at={interval?.end} as="day" />,
    sort: ({ interval }) => instantMs(interval?.end),
  },
  {
    id: "run",
    header: "Run",
    width: "minmax(100px, 1fr)",
    cell: ({ runId }) =>
      runId === "" ? (
        <span className="dim">none yet</span>
      ) : (
        <Link to="/runs/$runId" params={{ runId }}>
          <code>{shortId(runId)}</code>
        </Link>
      ),
  },
];

interface BackfillCalendarProps {
  readonly backfill: Backfill;
  readonly intervals: readonly BackfillInterval[];
}

function BackfillCalendar({ backfill, intervals }: BackfillCalendarProps) {
  const { data } = useCall("ScheduleService/GetSchedule", { pipeline: backfill.pipeline }, { staleMs: 60_000 });
  const zone = data === undefined ? "UTC" : zoneOfSchedule(data);
  const months = useMemo(
    () =>
      calendar(intervalsOf(intervals), zone, {
        from: instantMs(backfill.from) ?? 0,
        to: instantMs(backfill.to) ?? 0,
      }),
    [backfill.from, backfill.to, intervals, zone],
  );
  return (
    <Panel title="Calendar">
      <CalendarView months={months} />
    </Panel>
  );
}

function Actions({ backfill }: { readonly backfill: Backfill }) {
  const [asked, setAsked] = useState<"cancel" | "rerun" | null>(null);
  const { backfillId, pipeline } = backfill;
  const { pending, running, failed } = countsOf(backfill);
  const canRerun = isOver(backfill) && backfill.state !== "BACKFILL_STATE_SUCCEEDED";
  const acts: Readonly<Record<"cancel" | "rerun", Act>> = {
    cancel: {
      title: `Cancel the backfill of ${pipeline}`,
      verb: "Cancel the backfill",
      isDangerous: true,
      says: `${plural(running, "run")} under way will be cancelled, and ${plural(pending, "interval")} will get no run. What has succeeded stays.`,
      command: pipelineActions.cancelBackfill.command({ backfillId }),
      send: () => call("ScheduleService/CancelBackfill", { backfillId, reason: "cancelled in the console" }),
      done: `The backfill of ${pipeline} is being cancelled`,
    },
    rerun: {
      title: `Go on with the backfill of ${pipeline}`,
      verb: "Run them again",
      says: `${plural(failed, "interval")} whose runs did not succeed will be run again, and ${plural(pending, "interval")} that had no run yet. ${totalOf(backfill) - failed - pending} have succeeded and stay.`,
      command: pipelineActions.rerunBackfill.command({ backfillId }),
      send: () => call("ScheduleService/RerunBackfill", { backfillId }),
      done: `The backfill of ${pipeline} goes on`,
    },
  };
  return (
    <>
      {canRerun && (
        <Button leftSection={<Icon name="retry" size={14} />} onClick={() => setAsked("rerun")}>
          Run again what failed
        </Button>
      )}
      {backfill.state === "BACKFILL_STATE_RUNNING" && (
        <Button variant="default" leftSection={<Icon name="stop" size={14} />} onClick={() => setAsked("cancel")}>
          Cancel
        </Button>
      )}
      <ActionDialog act={asked === null ? null : acts[asked]} onClose={() => setAsked(null)} />
    </>
  );
}
