/** What a waiting task waits for, as a sentence. */
import { unreachable, type WaitingOn } from "@troupe/core";

export function waitingReason(on: WaitingOn): string {
  const deadline = on.deadline === null ? "" : `, at most until ${instant(on.deadline)}`;
  return `waits ${subject(on)}${deadline}`;
}

function subject(on: WaitingOn): string {
  switch (on.kind) {
    case "time":
      return `until ${instant(on.until)}`;
    case "dataset":
      return `for ${on.newerThan === 0 ? "a revision" : `a revision after ${on.newerThan}`} of ${on.dataset}`;
    case "approval": {
      const who = on.approvers === undefined ? "" : ` by ${on.approvers.join(" or ")}`;
      return `for approval${who}${on.ask === "" ? "" : `: ${on.ask}`}`;
    }
    case "run": {
      if (on.runId === null) return `for a run of ${on.pipeline} to start`;
      return `for run ${on.runId} of ${on.pipeline}${on.ending === undefined ? "" : ", which was asked to end"}`;
    }
    default:
      return unreachable(on);
  }
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
