import { TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { pipelineActions } from "../../actions/pipeline-actions.ts";
import { call } from "../../api/call.ts";
import { ActionDialog } from "../../components/action-dialog.tsx";

export interface PauseDialogProps {
  readonly pipeline: string;
  readonly isPaused: boolean;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Pauses a schedule, or lets a paused one go on. */
export function PauseDialog({ pipeline, isPaused, opened, onClose }: PauseDialogProps) {
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const does = isPaused ? pipelineActions.resume : pipelineActions.pause;
  const act = {
    title: isPaused ? `Resume the schedule of ${pipeline}` : `Pause the schedule of ${pipeline}`,
    verb: isPaused ? "Resume the schedule" : "Pause the schedule",
    says: isPaused
      ? "Its ticks get runs again. What becomes of those that passed meanwhile its catch-up says."
      : "No tick gets a run until it is resumed. Runs that are under way go on, and runs can be started by hand.",
    command: does.command({ pipeline, reason }),
    send: async () => {
      const request = { pipeline, by: "console", reason };
      if (isPaused) await call("ScheduleService/ResumeSchedule", request);
      else await call("ScheduleService/PauseSchedule", request);
      await client.invalidateQueries({ queryKey: ["ScheduleService/GetSchedule"] });
      await client.invalidateQueries({ queryKey: ["PipelineService/GetOverview"] });
    },
    done: isPaused ? `The schedule of ${pipeline} goes on` : `The schedule of ${pipeline} is paused`,
  };
  return (
    <ActionDialog act={opened ? act : null} onClose={onClose}>
      <TextInput
        data-autofocus
        label="Why"
        description="Kept with the schedule, for those who come next"
        maxLength={1024}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </ActionDialog>
  );
}
