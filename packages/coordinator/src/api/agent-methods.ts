/** AgentService. */
import type { Faces } from "@troupe/engine";
import type {
  Agent,
  DrainAgentRequest__Output,
  GetAgentRequest__Output,
  ListAgentsRequest__Output,
  ListAgentsResponse,
} from "@troupe/proto";
import { toAgent } from "./messages/agent.ts";
import { type ListIdentity, readPageToken, toPage } from "./page.ts";
import { RequestCheck } from "./request-check.ts";

export function agentMethods(faces: Pick<Faces, "agents">) {
  return {
    async ListAgents(request: ListAgentsRequest__Output): Promise<ListAgentsResponse> {
      const list: ListIdentity = ["ListAgents"];
      const check = new RequestCheck();
      const size = check.pageSize(request.pageSize);
      const after = readPageToken(check, list, request.pageToken);
      check.done();
      const views = await faces.agents.list({ ...(after === undefined ? {} : { after }), limit: size + 1 });
      const page = toPage(list, views, size, (view) => view.agentId);
      return { agents: page.items.map(toAgent), nextPageToken: page.nextPageToken };
    },

    async GetAgent(request: GetAgentRequest__Output): Promise<Agent> {
      return toAgent(await faces.agents.get(agentIdOf(request)));
    },

    async DrainAgent(request: DrainAgentRequest__Output): Promise<Agent> {
      return toAgent(await faces.agents.drain(agentIdOf(request), !request.resume));
    },
  };
}

function agentIdOf({ agentId }: { readonly agentId: string }): string {
  const check = new RequestCheck();
  check.id("agent_id", agentId, "the id of an agent");
  check.done();
  return agentId;
}
