import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { fleetActions } from "../../actions/fleet-actions.ts";
import { call } from "../../api/call.ts";
import type { Approval } from "../../api/messages.ts";
import { ActionDialog } from "../../components/action-dialog.tsx";
import { plural } from "../../format/numbers.ts";
import { firstName, rememberedName, rememberName } from "./answerer.ts";
import styles from "./approvals.module.css";

export interface AnswerDialogProps {
  /** Null: closed. */
  readonly answer: { readonly approval: Approval; readonly approves: boolean } | null;
  readonly onClose: () => void;
}

export function AnswerDialog({ answer, onClose }: AnswerDialogProps) {
  if (answer === null) return <ActionDialog act={null} onClose={onClose} />;
  const { runId, task } = answer.approval;
  return <Answer key={`${runId} ${task} ${answer.approves}`} {...answer} onClose={onClose} />;
}

interface AnswerProps {
  readonly approval: Approval;
  readonly approves: boolean;
  readonly onClose: () => void;
}

function Answer({ approval: { runId, pipeline, task, ask, approvers }, approves, onClose }: AnswerProps) {
  const [by, setBy] = useState(() => firstName(approvers, rememberedName()));
  const [reason, setReason] = useState("");
  const act = {
    title: `${approves ? "Approve" : "Reject"} ${task} of ${pipeline}`,
    verb: approves ? "Approve" : "Reject",
    isDangerous: !approves,
    isBlocked: by.trim() === "",
    says: (
      <>
        <blockquote className={styles.ask}>{ask}</blockquote>
        <p>
          {approves ? "The run goes on behind it." : "The task ends as the pipeline says of a rejection."} The first
          answer counts, and cannot be taken back.
        </p>
      </>
    ),
    preview: { key: ["approval", runId, task], ask: () => tasksBehind(runId, task) },
    showPreview: (behind: readonly string[]) => <Behind behind={behind} approves={approves} />,
    command: fleetActions.approve.command({ runId, task, approves, by, reason }),
    send: async () => {
      rememberName(by);
      const decision = approves ? "APPROVAL_DECISION_APPROVED" : "APPROVAL_DECISION_REJECTED";
      await call("ApprovalService/AnswerApproval", { runId, task, decision, by: by.trim(), reason });
    },
    done: `${task} of ${pipeline} is ${approves ? "approved" : "rejected"}`,
  };
  return (
    <ActionDialog act={act} onClose={onClose}>
      {approvers.length > 0 ? (
        <NativeSelect
          label="You are"
          description="Only these may answer. It is recorded as you say it"
          data={[...approvers]}
          value={by}
          onChange={({ currentTarget }) => setBy(currentTarget.value)}
        />
      ) : (
        <TextInput
          label="You are"
          description="Recorded with the answer, as you say it"
          required
          value={by}
          onChange={({ currentTarget }) => setBy(currentTarget.value)}
        />
      )}
      <Textarea
        data-autofocus
        label="Why"
        description="Kept with the answer, for those who come next"
        autosize
        minRows={2}
        maxLength={1024}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </ActionDialog>
  );
}

function Behind({ behind, approves }: { readonly behind: readonly string[]; readonly approves: boolean }) {
  if (behind.length === 0)
    return <p className={`dim ${styles.foresight}`}>No other task of the run waits for it right now.</p>;
  return (
    <div className={styles.foresight}>
      <p>
        {plural(behind.length, "task")} {behind.length === 1 ? "waits" : "wait"} for it
        {approves ? " and may go on:" : ":"}
      </p>
      <ul className={styles.behind}>
        {behind.slice(0, shown).map((task) => (
          <li key={task} className="mono">
            {task}
          </li>
        ))}
        {behind.length > shown && <li className="dim">and {behind.length - shown} more</li>}
      </ul>
    </div>
  );
}

const shown = 10;

/** Tasks that cannot start before this one has ended. */
async function tasksBehind(runId: string, task: string): Promise<readonly string[]> {
  const { tasks } = await call("RunService/ListTasks", { runId, waitingFor: task, pageSize: 1000 });
  return tasks.map(({ name }) => name);
}
