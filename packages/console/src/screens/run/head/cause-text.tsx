import { Link } from "@tanstack/react-router";
import type { RunCause } from "../../../api/messages.ts";
import { TimeText } from "../../../components/time-text.tsx";
import { shortId } from "../../../format/ids.ts";

/** Why the run was made, with the way to what made it. */
export function CauseText({ cause }: { readonly cause: RunCause | undefined }) {
  if (cause?.schedule !== undefined)
    return (
      <span>
        By its schedule, at <TimeText at={cause.schedule.tick} as="day" />
      </span>
    );
  if (cause?.backfill !== undefined)
    return (
      <span>
        By{" "}
        <Link to="/backfills/$id" params={{ id: cause.backfill.backfillId }}>
          backfill {shortId(cause.backfill.backfillId)}
        </Link>
      </span>
    );
  if (cause?.trigger !== undefined)
    return (
      <span>
        Triggered by{" "}
        <Link to="/runs/$runId" params={{ runId: cause.trigger.runId }} search={{ task: cause.trigger.task }}>
          {cause.trigger.task} of {shortId(cause.trigger.runId)}
        </Link>
      </span>
    );
  if (cause?.rerun !== undefined)
    return (
      <span>
        Repeats{" "}
        <Link to="/runs/$runId" params={{ runId: cause.rerun.ofRunId }}>
          {shortId(cause.rerun.ofRunId)}
        </Link>
      </span>
    );
  if (cause?.dataset !== undefined)
    return (
      <span>
        By revision {cause.dataset.revision} of {cause.dataset.dataset}
      </span>
    );
  if (cause?.webhook !== undefined) return <span>By a webhook ({cause.webhook.delivery})</span>;
  return <span>Started by hand</span>;
}
