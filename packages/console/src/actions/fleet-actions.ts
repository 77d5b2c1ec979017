import { commandLine } from "../format/commands.ts";
import { action } from "./action.ts";

export interface OfAgent {
  readonly agentId: string;
}

export interface AnswerArguments {
  readonly runId: string;
  readonly task: string;
  readonly approves: boolean;
  readonly by: string;
  readonly reason?: string | undefined;
}

const runId = "0198c0de-7a00-7000-8000-3f8a21c0d9e4";

/** What can be done about agents, the cluster, and what runs ask people. */
export const fleetActions = {
  drainAgent: action({
    label: "Give an agent no new work",
    on: "agents",
    method: "AgentService/DrainAgent",
    command: ({ agentId }: OfAgent) => commandLine("troupe", "drain", agentId),
    example: { agentId: "gpu-1" },
  }),
  resumeAgent: action({
    label: "Give an agent work again",
    on: "agents",
    method: "AgentService/DrainAgent",
    command: ({ agentId }: OfAgent) => commandLine("troupe", "drain", agentId, "--resume"),
    example: { agentId: "gpu-1" },
  }),
  reclaimStore: action({
    label: "Give back the space of a store that is filling",
    on: "cluster",
    method: "ClusterService/ReclaimStore",
    command: () => commandLine("troupe", "reclaim"),
    example: {},
  }),
  approve: action({
    label: "Approve, or reject, what a run asks",
    on: "approvals",
    method: "ApprovalService/AnswerApproval",
    command: ({ runId: id, task, approves, by, reason }: AnswerArguments) =>
      commandLine(
        ...["troupe", "approve", id, task, !approves && "--reject"],
        ...(by === "" ? [] : ["--by", by]),
        ...(reason ? ["--reason", reason] : []),
      ),
    example: { runId, task: "release", approves: true, by: "ada", reason: "the numbers are right" },
  }),
  downloadArtifact: action({
    label: "Save an artifact",
    on: "artifact",
    method: "ArtifactService/Download",
    command: ({ runId: id, task, path }: { readonly runId: string; readonly task: string; readonly path: string }) =>
      commandLine("troupe", "download", id, task, path === "" ? undefined : path),
    example: { runId, task: "train[1]", path: "file" },
  }),
} as const;
