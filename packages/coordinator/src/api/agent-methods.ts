/** AgentService. A coordinator that follows asks the leader, and shows what is stored where that does not answer. */
import type { Faces } from "@troupe/engine";
import {
  type Agent,
  type DrainAgentRequest__Output,
  type GetAgentRequest__Output,
  type ListAgentsRequest__Output,
  type ListAgentsResponse,
  v1,
} from "@troupe/proto";
import type { AskLeader } from "../ports/ask-leader.ts";
import type { CallContext } from "./call-context.ts";
import { toAgent } from "./messages/agent.ts";
import { type ListIdentity, readPageToken, toPage } from "./page.ts";
import { isRelayed } from "./relayed.ts";
import { RequestCheck } from "./request-check.ts";

export function agentMethods(faces: Pick<Faces, "agents">, askLeader: AskLeader) {
  const { ListAgents: listAgents, GetAgent: getAgent } = v1.AgentService.service;
  return {
    async ListAgents(request: ListAgentsRequest__Output, context: CallContext): Promise<ListAgentsResponse> {
      const list: ListIdentity = ["ListAgents"];
      const check = new RequestCheck();
      const size = check.pageSize(request.pageSize);
      const after = readPageToken(check, list, request.pageToken);
      check.done();
      const known = isRelayed(context) ? undefined : await askLeader(listAgents, request);
      if (known !== undefined) return known;
      const views = await faces.agents.list({ ...(after === undefined ? {} : { after }), limit: size + 1 });
      const page = toPage(list, views, size, (view) => view.agentId);
      return { agents: page.items.map(toAgent), nextPageToken: page.nextPageToken };
    },

    async GetAgent(request: GetAgentRequest__Output, context: CallContext): Promise<Agent> {
      const agentId = agentIdOf(request);
      const known = isRelayed(context) ? undefined : await askLeader(getAgent, request);
      return known ?? toAgent(await faces.agents.get(agentId));
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
