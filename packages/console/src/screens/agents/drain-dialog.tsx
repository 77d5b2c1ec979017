import { fleetActions } from "../../actions/fleet-actions.ts";
import { call } from "../../api/call.ts";
import type { Agent } from "../../api/messages.ts";
import { ActionDialog } from "../../components/action-dialog.tsx";
import { plural } from "../../format/numbers.ts";
import { isDraining } from "./agent-figures.ts";
import { AttemptList } from "./attempt-list.tsx";

export interface DrainDialogProps {
  /** Null: closed. */
  readonly agent: Agent | null;
  readonly onClose: () => void;
}

/** Takes an agent out of work, or brings it back. What it runs goes on either way. */
export function DrainDialog({ agent, onClose }: DrainDialogProps) {
  if (agent === null) return <ActionDialog act={null} onClose={onClose} />;
  const { agentId, attempts } = agent;
  const resume = isDraining(agent);
  const act = {
    title: resume ? `Give ${agentId} work again` : `Give ${agentId} no new work`,
    verb: resume ? "Give it work again" : "Drain the agent",
    says: resume
      ? "Tasks that wait for a place may be given to it from now on."
      : "It takes nothing new until somebody gives it work again, also after a restart. What it runs goes on to its end.",
    command: (resume ? fleetActions.resumeAgent : fleetActions.drainAgent).command({ agentId }),
    send: () => call("AgentService/DrainAgent", { agentId, resume }),
    done: resume ? `${agentId} takes work again` : `${agentId} takes no new work`,
  };
  return (
    <ActionDialog act={act} onClose={onClose}>
      {!resume && attempts.length > 0 && (
        <div>
          <p>{plural(attempts.length, "attempt")} will go on there:</p>
          <AttemptList attempts={attempts} atMost={8} />
        </div>
      )}
    </ActionDialog>
  );
}
