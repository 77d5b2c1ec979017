import { actions } from "../../../actions/actions.ts";
import { call } from "../../../api/call.ts";
import { ActionDialog } from "../../../components/action-dialog.tsx";
import { shortId } from "../../../format/ids.ts";
import { useRun } from "../run-store.ts";
import type { DialogProps } from "./dialog-props.ts";

export function ReleaseDialog({ onClose }: DialogProps) {
  const { runId, pipeline, reason } = useRun();
  const name = `run ${shortId(runId)} of ${pipeline}`;
  const act = {
    title: `Let ${name} begin now`,
    verb: "Begin now",
    says: (
      <p>
        It {reason}. Released, it begins beside those before it. In a strict sequence that a failed run has stopped,
        those behind it go on as well.
      </p>
    ),
    command: actions.releaseRun.command({ runId }),
    send: () => call("RunService/ReleaseRun", { runId }),
    done: `${name} begins`,
  };
  return <ActionDialog act={act} onClose={onClose} />;
}
