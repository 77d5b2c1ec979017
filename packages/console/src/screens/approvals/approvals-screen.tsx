import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useWatch } from "../../api/live/use-watch.ts";
import type { Approval } from "../../api/messages.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { PageHead } from "../../components/page-head.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { plural } from "../../format/numbers.ts";
import { AnswerDialog } from "./answer-dialog.tsx";
import { ApprovalCard } from "./approval-card.tsx";
import styles from "./approvals.module.css";

/** What runs ask people, the oldest question first. `?run=…&task=…` means one of them. */
export function ApprovalsScreen() {
  const { run, task } = useSearch({ from: "/approvals" });
  const { data, error, retry } = useWatch("ApprovalService/WatchApprovals", { pageSize: 1000 });
  const [answer, setAnswer] = useState<{ readonly approval: Approval; readonly approves: boolean } | null>(null);
  const approvals = data?.approvals;
  const isMeant = (each: Approval): boolean => each.runId === run && (task === undefined || each.task === task);
  const isAnswered = run !== undefined && approvals !== undefined && !approvals.some(isMeant);
  return (
    <>
      <PageHead
        title="Approvals"
        facts={[approvals === undefined ? "asking…" : `${plural(approvals.length, "open question")}`]}
      />
      {error !== null && approvals === undefined && <ErrorPanel error={error} onRetry={retry} />}
      {isAnswered && (
        <p className={styles.note}>The question that this address means is not open any more: somebody has answered.</p>
      )}
      {approvals === undefined && error === null && <RowSkeletons rows={4} height={88} />}
      {approvals?.length === 0 && (
        <EmptyState icon="approval" title="Nobody is asked anything" command="troupe get approvals">
          A step that is an <code>approval</code> waits here for its answer, and holds no machine meanwhile.
        </EmptyState>
      )}
      <div className={styles.cards}>
        {approvals?.map((approval) => (
          <ApprovalCard
            key={`${approval.runId} ${approval.task}`}
            approval={approval}
            isMeant={isMeant(approval)}
            onAnswer={(asked, approves) => setAnswer({ approval: asked, approves })}
          />
        ))}
      </div>
      <AnswerDialog answer={answer} onClose={() => setAnswer(null)} />
    </>
  );
}
