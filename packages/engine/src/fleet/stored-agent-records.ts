/** Agents as an earlier leader left them. */
import type { EngineLog } from "../options.ts";
import type { StateStore } from "../ports/state-store.ts";
import { agentsPrefix } from "../records/keys.ts";
import { type AgentRecord, agentRecord } from "../records/records.ts";
import { scanAll } from "../records/scan-all.ts";

export async function* storedAgentRecords(store: StateStore, log: EngineLog): AsyncGenerator<AgentRecord> {
  for await (const { key, value } of scanAll(store, agentsPrefix)) {
    const record = decoded(key, value, log);
    if (record !== undefined) yield record;
  }
}

function decoded(key: string, value: Uint8Array, log: EngineLog): AgentRecord | undefined {
  try {
    return agentRecord.decode(value);
  } catch (error) {
    // It says all of it again when it connects; only that a person had drained it is lost.
    log.error({ key, error }, "an agent's record cannot be read and is left out");
    return undefined;
  }
}
