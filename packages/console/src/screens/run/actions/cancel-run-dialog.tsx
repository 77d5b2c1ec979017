import { TextInput } from "@mantine/core";
import { useState } from "react";
import { actions } from "../../../actions/actions.ts";
import { call } from "../../../api/call.ts";
import { ActionDialog } from "../../../components/action-dialog.tsx";
import { shortId } from "../../../format/ids.ts";
import { plural } from "../../../format/numbers.ts";
import { useRun } from "../run-store.ts";
import type { DialogProps } from "./dialog-props.ts";

export function CancelRunDialog({ onClose }: DialogProps) {
  const { runId, pipeline, tasks, state } = useRun();
  const [reason, setReason] = useState("");
  const name = `run ${shortId(runId)} of ${pipeline}`;
  const running = tasks?.running ?? 0;
  const waiting = (tasks?.pending ?? 0) + (tasks?.queued ?? 0) + (tasks?.waiting ?? 0);
  const act = {
    title: `Cancel ${name}`,
    verb: "Cancel the run",
    isDangerous: true,
    says: (
      <p>
        <strong>{plural(running, "task")}</strong> with agents {running === 1 ? "is" : "are"} told to stop, and killed
        after {running === 1 ? "its" : "their"} grace. <strong>{plural(waiting, "task")}</strong> that{" "}
        {waiting === 1 ? "waits does" : "wait do"} not run. What has succeeded keeps its results, so that the run can be
        repeated from there.
        {state === "RUN_STATE_CANCELLING" &&
          " It is being cancelled already: asked again, it does not wait for finalizers."}
      </p>
    ),
    command: actions.cancelRun.command({ runId, reason: reason || undefined }),
    send: () => call("RunService/CancelRun", { runId, reason }),
    done: `${name} is being cancelled`,
  };
  return (
    <ActionDialog act={act} onClose={onClose}>
      <TextInput
        label="Why"
        description="Kept with the run"
        value={reason}
        maxLength={1000}
        data-autofocus
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ActionDialog>
  );
}
