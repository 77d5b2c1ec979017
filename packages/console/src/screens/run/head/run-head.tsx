import { Link } from "@tanstack/react-router";
import { CopyButton } from "../../../components/copy-button.tsx";
import { PageHead } from "../../../components/page-head.tsx";
import { StateBadge } from "../../../components/state-badge.tsx";
import { DurationText, TimeText } from "../../../components/time-text.tsx";
import { shortDigest, shortId } from "../../../format/ids.ts";
import { RunActions } from "../actions/run-actions.tsx";
import { useRun } from "../run-store.ts";
import { CauseText } from "./cause-text.tsx";
import { ParamsText } from "./params-text.tsx";
import { RunTabs } from "./run-tabs.tsx";
import { TraceLink } from "./trace-link.tsx";

export function RunHead() {
  const run = useRun();
  const { runId, pipeline, version, state, createdAt, endedAt, interval, priority, reason, cancelReason } = run;
  return (
    <PageHead
      crumbs={[
        { label: "Runs", link: { to: "/runs", search: { pipeline } } },
        { label: pipeline, link: { to: "/pipelines/$name", params: { name: pipeline } } },
      ]}
      title={
        <>
          {pipeline} <span className="dim mono">{shortId(runId)}</span>{" "}
          <CopyButton text={runId} label="Copy the run's id" />
        </>
      }
      badge={<StateBadge state={state} />}
      actions={<RunActions />}
      facts={[
        <span key="when">
          Began <TimeText at={createdAt} /> · <DurationText from={createdAt} to={endedAt} />
        </span>,
        <CauseText key="cause" cause={run.cause} />,
        interval !== undefined && (
          <span key="interval">
            About <TimeText at={interval.start} as="day" /> – <TimeText at={interval.end} as="day" />
          </span>
        ),
        <span key="version">
          Version{" "}
          <Link
            to="/pipelines/$name"
            params={{ name: pipeline }}
            search={{ tab: "versions", version }}
            className="mono"
          >
            {shortDigest(version)}
          </Link>
        </span>,
        priority !== 0 && <span key="priority">Priority {priority} min</span>,
        <ParamsText key="params" json={run.paramsJson} />,
        <TraceLink key="trace" traceId={run.traceId} />,
        reason !== "" && <strong key="reason">This run {reason}</strong>,
        cancelReason !== "" && <span key="cancel">Asked to end: {cancelReason}</span>,
      ]}
      tabs={<RunTabs />}
    />
  );
}
