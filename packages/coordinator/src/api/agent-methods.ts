/** AgentService. A coordinator that follows asks the leader, and shows what is stored where that does not answer. */
import type { Faces } from "@troupe/engine";
import {
  type Agent,
  type DrainAgentRequest__Output,
  type GetAgentRequest__Output,
  type ListAgentsRequest__Output,
  type ListAgentsResponse,
  v1,
  type WatchAgentsRequest__Output,
} from "@troupe/proto";
import type { AskLeader } from "../ports/ask-leader.ts";
import type { CallContext } from "./call-context.ts";
import type { ListWatches } from "./list-watches.ts";
import { toAgent } from "./messages/agent.ts";
import { type ListIdentity, readPageToken, toPage } from "./page.ts";
import { askedBy } from "./relayed.ts";
import { RequestCheck } from "./request-check.ts";

export function agentMethods(
  faces: Pick<Faces, "agents">,
  askLeader: AskLeader,
  watches: ListWatches<ListAgentsResponse>,
) {
  const { ListAgents: listAgents, GetAgent: getAgent } = v1.AgentService.service;
  const list = async (request: ListAgentsRequest__Output, ask: AskLeader): Promise<ListAgentsResponse> => {
    const identity: ListIdentity = ["ListAgents"];
    const check = new RequestCheck();
    const size = check.pageSize(request.pageSize);
    const after = readPageToken(check, identity, request.pageToken);
    check.done();
    const known = await ask(listAgents, request);
    if (known !== undefined) return known;
    const views = await faces.agents.list({ ...(after === undefined ? {} : { after }), limit: size + 1 });
    const page = toPage(identity, views, size, (view) => view.agentId);
    return { agents: page.items.map(toAgent), nextPageToken: page.nextPageToken };
  };
  const get = async (request: GetAgentRequest__Output, ask: AskLeader): Promise<Agent> => {
    const agentId = agentIdOf(request);
    return (await ask(getAgent, request)) ?? toAgent(await faces.agents.get(agentId));
  };
  return {
    ListAgents(request: ListAgentsRequest__Output, context: CallContext): Promise<ListAgentsResponse> {
      return list(request, askedBy(context, askLeader));
    },

    GetAgent(request: GetAgentRequest__Output, context: CallContext): Promise<Agent> {
      return get(request, askedBy(context, askLeader));
    },

    WatchAgents(
      { agentId, pageSize }: WatchAgentsRequest__Output,
      { signal }: CallContext,
    ): AsyncGenerator<ListAgentsResponse> {
      const one = async () => ({ agents: [await get({ agentId }, askLeader)], nextPageToken: "" });
      const page = () => list({ pageSize, pageToken: "" }, askLeader);
      return watches.watch([agentId, pageSize], agentId === "" ? page : one, signal);
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
