/** What an agent says that it holds, beside what is stored of it: what only one of the two has is superseded, or lost. */
import type { AgentHello } from "../engine.ts";
import type { ToAgent } from "../ports/agent-link.ts";
import type { AttemptKey } from "../ports/telemetry-store.ts";
import { type AgentEntry, attemptName, howLost } from "./agent-entry.ts";
import type { FleetSurroundings } from "./fleet-surroundings.ts";

type Around = Pick<FleetSurroundings, "isAtHand" | "isHeldBy" | "lose">;

/**
 * Both sides' lists side by side: what only the agent has is superseded, what only the coordinator has is lost. What
 * belongs to runs that are not loaded yet is compared once they are: nobody waits for that at the door.
 */
export async function compareHeld(
  around: Around,
  entry: AgentEntry,
  hello: AgentHello,
): Promise<readonly AttemptKey[]> {
  const how = howLost(entry.hello.incarnation, hello.incarnation, entry.session !== null);
  entry.said = new Set(hello.held.map(({ key }) => attemptName(key)));
  for (const [name, key] of [...entry.attempts]) {
    if (!entry.said.has(name)) around.lose(key, hello.agentId, `${hello.agentId} came back without it`, how);
  }
  const isAtHand = hello.held.map(({ key }) => around.isAtHand(key.runId));
  const known = hello.held.filter((_, index) => isAtHand[index]);
  entry.unjudged = hello.held.filter((_, index) => !isAtHand[index]);
  const verdicts = await verdictsOn(around, hello.agentId, known);
  for (const { key, isHeld } of verdicts) if (isHeld) entry.attempts.set(attemptName(key), key);
  return verdicts.filter(({ isHeld }) => !isHeld).map(({ key }) => key);
}

/**
 * SAFETY: before anything new is placed. What is assigned from now on may bear the number of an attempt that was not
 * granted, and must not be taken for that. What is prepared is only refused: it may be offered again.
 */
export async function judgeHeld(
  around: Around,
  agents: Iterable<readonly [string, AgentEntry]>,
  send: (agentId: string, message: ToAgent) => void,
): Promise<void> {
  for (const [agentId, entry] of agents) {
    const open = entry.unjudged.filter(({ key }) => !entry.attempts.has(attemptName(key)));
    entry.unjudged = [];
    for (const { key, state, isHeld } of await verdictsOn(around, agentId, open)) {
      if (isHeld) continue;
      const type = state === "preparing" ? "Refusal" : "CancelAttempt";
      send(agentId, { type, key, reason: "it is not this agent's any more" });
    }
  }
}

/**
 * Of what is stored as held, and was not known when the agent opened its session: it has said by then what it holds, and
 * nobody can have given it since what an earlier leader assigned.
 */
export function loseUnsaid(around: Around, agentId: string, entry: AgentEntry, key: AttemptKey): void {
  if (entry.session === null || entry.said.has(attemptName(key))) return;
  const how = howLost(entry.metAs, entry.hello.incarnation, false);
  around.lose(key, agentId, `${agentId} came back without it`, how);
}

function verdictsOn(around: Around, agentId: string, held: AgentHello["held"]) {
  return Promise.all(held.map(async ({ key, state }) => ({ key, state, isHeld: await around.isHeldBy(key, agentId) })));
}
