/**
 * Which agents are silent, and whose attempts are given up. Pure: instants come in.
 *
 * An agent is silent after two beats without a word; it gets no work and keeps what it runs. After `lostAfterMs` its
 * attempts are superseded. But if more than half of the agents are silent, the fault is more likely on this side (the
 * network, this machine): nothing is superseded, and an alarm is raised.
 */
import type { AgentState } from "../engine.ts";

export interface Heard {
  readonly id: string;
  readonly state: AgentState;
  readonly heardAt: number;
}

export interface Verdict {
  /** New states, where they change. */
  readonly changes: readonly { readonly id: string; readonly state: AgentState }[];
  /** Too many are silent to believe it. */
  readonly alarm: boolean;
}

export function judge(agents: readonly Heard[], now: number, beatIntervalMs: number, lostAfterMs: number): Verdict {
  const known = agents.filter((agent) => agent.state !== "gone");
  const quiet = known.filter((agent) => now - agent.heardAt > 2 * beatIntervalMs);
  const overdue = quiet.filter((agent) => now - agent.heardAt > lostAfterMs);
  const alarm = overdue.length > 0 && quiet.length * 2 > known.length;
  const changes = quiet.flatMap(({ id, state, heardAt }) => {
    const next = now - heardAt > lostAfterMs && !alarm ? "gone" : "silent";
    return next === state ? [] : [{ id, state: next } as const];
  });
  return { changes, alarm };
}
