import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { PipelineSpec } from "@troupe/core";
import { useState } from "react";
import { useCall } from "../../api/use-call.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import { Panel } from "../../components/panel.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { WarningLine } from "../../components/warning-line.tsx";
import { BackfillsPanel } from "../backfill/backfills-panel.tsx";
import { PauseDialog } from "./pause-dialog.tsx";
import styles from "./schedule-tab.module.css";
import { type Schedule, timingOf } from "./timing-text.ts";

/** When the pipeline runs by itself, what stands in the way of that, and the backfills that were made. */
export function ScheduleTab({ pipeline, spec }: { readonly pipeline: string; readonly spec: PipelineSpec }) {
  const hasSchedule = spec.schedule !== undefined;
  const { data, error, refetch } = useCall(
    "ScheduleService/GetSchedule",
    { pipeline },
    { enabled: hasSchedule, everyMs: 15_000 },
  );
  if (!hasSchedule)
    return (
      <EmptyState
        icon="calendar"
        title={`${pipeline} runs when somebody asks for it`}
        command={`troupe run ${pipeline}`}
      >
        Give it a schedule where it is declared, <code>{'{ schedule: "@daily" }'}</code>, and apply it.
      </EmptyState>
    );
  if (error !== null) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <RowSkeletons rows={10} />;
  return (
    <div className={styles.tab}>
      <div className={styles.column}>
        <SchedulePanel schedule={data} />
        <Troubles schedule={data} />
      </div>
      <div className={styles.column}>
        <NextIntervals schedule={data} />
        <BackfillsPanel pipeline={pipeline} />
      </div>
    </div>
  );
}

const catchups: Readonly<Record<string, string>> = {
  CATCHUP_NONE: "nothing is made up for",
  CATCHUP_LATEST: "the newest one is made up for",
  CATCHUP_ALL: "each of them is made up for",
};

function SchedulePanel({ schedule }: { readonly schedule: Schedule }) {
  const [isAsked, setAsked] = useState(false);
  const isPaused = schedule.paused !== undefined;
  return (
    <Panel
      title="Schedule"
      actions={
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name={isPaused ? "play" : "pause"} size={14} />}
          onClick={() => setAsked(true)}
        >
          {isPaused ? "Resume" : "Pause"}
        </Button>
      }
    >
      {schedule.paused !== undefined && (
        <WarningLine icon="pause">
          Paused by {schedule.paused.by || "somebody"} <TimeText at={schedule.paused.at} />
          {schedule.paused.reason !== "" && `: ${schedule.paused.reason}`}
        </WarningLine>
      )}
      <dl className={styles.facts}>
        <dt>Runs</dt>
        <dd>{timingOf(schedule)}</dd>
        {schedule.start !== undefined && (
          <>
            <dt>No interval before</dt>
            <dd>
              <TimeText at={schedule.start} as="day" />
            </dd>
          </>
        )}
        {schedule.end !== undefined && (
          <>
            <dt>No interval after</dt>
            <dd>
              <TimeText at={schedule.end} as="day" />
            </dd>
          </>
        )}
        <dt>Ticks that were missed</dt>
        <dd>{catchups[schedule.catchup] ?? schedule.catchup}</dd>
        <dt>Timing since</dt>
        <dd>
          <TimeText at={schedule.since} />
        </dd>
        <dt>Last run</dt>
        <dd>
          {schedule.lastRunId === "" ? (
            <span className="dim">none yet</span>
          ) : (
            <Link to="/runs/$runId" params={{ runId: schedule.lastRunId }}>
              <TimeText at={schedule.lastRunTick} as="day" />
            </Link>
          )}
        </dd>
      </dl>
      {schedule.paramsJson !== "" && schedule.paramsJson !== "{}" && (
        <>
          <p className={styles.label}>Params of its runs</p>
          <CodeBlock text={pretty(schedule.paramsJson)} label="Copy the params" maxLines={8} />
        </>
      )}
      <PauseDialog pipeline={schedule.pipeline} isPaused={isPaused} opened={isAsked} onClose={() => setAsked(false)} />
    </Panel>
  );
}

function pretty(json: string): string {
  return JSON.stringify(JSON.parse(json), null, 2);
}

/** What did not come to a run, and why. */
function Troubles({ schedule: { trouble, passedOver } }: { readonly schedule: Schedule }) {
  if (trouble === undefined && passedOver === undefined) return null;
  return (
    <Panel title="What got no run">
      {trouble !== undefined && (
        <div className={styles.trouble}>
          <Icon name="warning" size={16} />
          <div>
            <p>
              The tick of <TimeText at={trouble.tick} as="day" /> is refused since <TimeText at={trouble.since} />, and
              tried again <TimeText at={trouble.tryAt} />.
            </p>
            <p>{trouble.message}</p>
            <p className="mono dim">{trouble.code}</p>
          </div>
        </div>
      )}
      {passedOver !== undefined && (
        <p>
          Ticks from <TimeText at={passedOver.first} as="day" /> to <TimeText at={passedOver.last} as="day" /> were
          passed over: {passedOver.because}.
        </p>
      )}
    </Panel>
  );
}

/** A tick ends the interval that its run is about. */
function NextIntervals({ schedule }: { readonly schedule: Schedule }) {
  const { nextTicks, paused } = schedule;
  return (
    <Panel title={paused === undefined ? "Next runs" : "Next runs, once it is resumed"}>
      {nextTicks.length === 0 && <p className="dim">There are none: the schedule has ended.</p>}
      <ol className={styles.ticks} data-paused={paused !== undefined}>
        {nextTicks.map((tick, place) => (
          <li key={tick}>
            <span className={styles.at}>
              <TimeText at={tick} as="day" />
            </span>
            <span className="dim">
              <TimeText at={tick} />
            </span>
            <span className={styles.interval}>
              {place > 0 ? (
                <>
                  about <TimeText at={nextTicks[place - 1]} as="day" /> – <TimeText at={tick} as="day" />
                </>
              ) : (
                <>
                  about the time up to <TimeText at={tick} as="day" />
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
