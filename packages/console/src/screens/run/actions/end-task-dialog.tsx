import { SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { actions } from "../../../actions/actions.ts";
import { call } from "../../../api/call.ts";
import { ActionDialog } from "../../../components/action-dialog.tsx";
import { shortId } from "../../../format/ids.ts";
import { useRun } from "../run-store.ts";
import type { DialogProps } from "./dialog-props.ts";

type End = "cancelled" | "succeeded" | "failed";

const states = {
  cancelled: "TASK_STATE_CANCELLED",
  succeeded: "TASK_STATE_SUCCEEDED",
  failed: "TASK_STATE_FAILED",
} as const;

const says: Readonly<Record<End, string>> = {
  cancelled: "If it runs, its attempt is told to stop. What needs it is skipped, and the rest of the run goes on.",
  succeeded: "If it runs, its attempt is told to stop. What needs it goes on with the result that you give.",
  failed: "If it runs, its attempt is told to stop. It is not tried again, and what needs it is skipped.",
};

export interface EndTaskDialogProps extends DialogProps {
  readonly task: string;
}

/** Cancel a task, or mark it with a result that a person vouches for. */
export function EndTaskDialog({ onClose, task }: EndTaskDialogProps) {
  const { runId } = useRun();
  const [end, setEnd] = useState<End>("cancelled");
  const [result, setResult] = useState("");
  const [reason, setReason] = useState("");
  const given = { runId, task, reason: reason || undefined };
  const commands: Readonly<Record<End, () => string>> = {
    cancelled: () => actions.cancelTask.command(given),
    succeeded: () => actions.markSucceeded.command({ ...given, result: result || undefined }),
    failed: () => actions.markFailed.command(given),
  };
  const act = {
    title: `End ${task} of run ${shortId(runId)}`,
    verb: end === "cancelled" ? "Cancel the task" : `Mark as ${end}`,
    isDangerous: end !== "succeeded",
    says: <p>{says[end]} Who did it, and why, stays in the history of the run.</p>,
    command: commands[end](),
    isBlocked: end === "succeeded" && result !== "" && !isJson(result),
    send: () =>
      call("RunService/EndTask", {
        runId,
        task,
        as: states[end],
        reason,
        by: "console",
        outputJson: end === "succeeded" ? result : "",
      }),
    done: `${task} is ended`,
  };
  return (
    <ActionDialog act={act} onClose={onClose}>
      <SegmentedControl
        value={end}
        onChange={(value) => setEnd(value as End)}
        data={[
          { value: "cancelled", label: "Cancel it" },
          { value: "succeeded", label: "Mark as succeeded" },
          { value: "failed", label: "Mark as failed" },
        ]}
      />
      {end === "succeeded" && (
        <Textarea
          label="Its result, as JSON"
          description="Empty for a step that yields nothing. It must fit the step's schema."
          autosize
          minRows={2}
          maxRows={10}
          value={result}
          error={result !== "" && !isJson(result) ? "This is no JSON" : undefined}
          onChange={(event) => setResult(event.currentTarget.value)}
          styles={{ input: { fontFamily: "var(--mono)", fontSize: "12px" } }}
        />
      )}
      <TextInput
        label="Why"
        value={reason}
        maxLength={1000}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ActionDialog>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
