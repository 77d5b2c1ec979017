/**
 * Agents at a coordinator that follows: who was here, as it is stored. Beats, allocations and attempts are in the leader's
 * memory.
 */
import type { AgentHello, Agents, AgentView } from "../engine.ts";
import { noSuchAgent } from "../fleet/no-such-agent.ts";
import type { StateStore } from "../ports/state-store.ts";
import { agentsPrefix } from "../records/keys.ts";
import { agentRecord } from "../records/records.ts";
import { scanAll } from "../records/scan-all.ts";
import { refuse } from "./refuse.ts";

export class StoredAgents implements Agents {
  readonly drain = refuse;
  readonly connect = refuse;
  readonly #store: StateStore;

  constructor(store: StateStore) {
    this.#store = store;
  }

  async list(options: { readonly after?: string; readonly limit: number }): Promise<readonly AgentView[]> {
    const { after = "", limit } = options;
    return (await this.#all()).filter(({ agentId }) => agentId > after).slice(0, limit);
  }

  async get(agentId: string): Promise<AgentView> {
    const all = await this.#all();
    const found = all.find((agent) => agent.agentId === agentId);
    if (found === undefined) throw noSuchAgent(agentId, all);
    return found;
  }

  async #all(): Promise<readonly AgentView[]> {
    const all: AgentView[] = [];
    for await (const { value } of scanAll(this.#store, agentsPrefix)) all.push(stored(agentRecord.decode(value).hello));
    return all.sort((a, b) => (a.agentId < b.agentId ? -1 : 1));
  }
}

function stored(hello: Omit<AgentHello, "held">): AgentView {
  const { agentId, incarnation, host, version, labels, capacity, devices, isolationTier } = hello;
  return {
    ...{ agentId, incarnation, host, version, labels, capacity, isolationTier },
    devices: devices.map((device) => ({ ...device, leasedTo: null })),
    state: "unknown",
    paths: [],
    allocated: { millicpus: 0, memoryBytes: 0, gpus: 0 },
    lastBeatAt: null,
    connectedAt: null,
    attempts: [],
    usage: null,
  };
}
