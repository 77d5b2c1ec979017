import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { actions } from "../../../actions/actions.ts";
import { call } from "../../../api/call.ts";
import { ActionDialog } from "../../../components/action-dialog.tsx";
import { shortId } from "../../../format/ids.ts";
import { useRun } from "../run-store.ts";
import type { DialogProps } from "./dialog-props.ts";

export function PrioritizeDialog({ onClose }: DialogProps) {
  const run = useRun();
  const { runId, pipeline } = run;
  const [priority, setPriority] = useState(run.priority);
  const name = `run ${shortId(runId)} of ${pipeline}`;
  const goes =
    priority === 0
      ? "as if it had none"
      : priority > 0
        ? `before what was queued up to ${priority} minutes earlier`
        : `after what is queued up to ${-priority} minutes later`;
  const act = {
    title: `Give ${name} another priority`,
    verb: "Set the priority",
    says: (
      <p>
        It has {run.priority} minutes of head start. With <strong>{priority}</strong>, all of it that waits now or later
        goes {goes}. What runs already goes on.
      </p>
    ),
    command: actions.prioritizeRun.command({ runId, priority }),
    isBlocked: !Number.isInteger(priority) || Math.abs(priority) > 10_000,
    send: () => call("RunService/PrioritizeRun", { runId, priority }),
    done: `${name} has ${priority} minutes of head start`,
  };
  return (
    <ActionDialog act={act} onClose={onClose}>
      <NumberInput
        label="Minutes of head start"
        description="Less than 0 lets others go first"
        value={priority}
        min={-10_000}
        max={10_000}
        allowDecimal={false}
        data-autofocus
        onChange={(value) => setPriority(Number(value))}
      />
    </ActionDialog>
  );
}
