/** What goes wrong in a simulation, and when. */
import type { Duration } from "@troupe/sdk";
import { milliseconds } from "../run/milliseconds.ts";

/** What is gone for a while, with everything that it has in memory. */
export interface Fault {
  readonly what: "agent" | "coordinator";
  /** Of an agent: which one. */
  readonly agent?: string;
  /** After the beginning. */
  readonly at: Duration;
  readonly for: Duration;
}

/** A machine dies with what it runs, and comes back. Its attempts are lost: they are tried again, elsewhere or there. */
export function agentLost(agent: string, when: { readonly at: Duration; readonly for: Duration }): Fault {
  return { what: "agent", agent, ...when };
}

/** The coordinator is killed, and another one takes its place. What runs goes on meanwhile. */
export function coordinatorLost(when: { readonly at: Duration; readonly for: Duration }): Fault {
  return { what: "coordinator", ...when };
}

export interface ChaosOptions {
  /** Mean time between two faults. */
  readonly every: Duration;
  /** Each lasts up to so long. Default: `"15m"`. */
  readonly upTo?: Duration;
}

/** Faults at random: any machine, or the coordinator. The same seed makes the same ones. */
export interface Chaos extends ChaosOptions {
  readonly what: "chaos";
}

export function chaos(options: ChaosOptions): Chaos {
  return { what: "chaos", ...options };
}

export interface PlannedFault {
  readonly what: Fault["what"];
  readonly agent: string | undefined;
  readonly fromMs: number;
  readonly toMs: number;
}

/** In the order in which they begin. Of faults that overlap at one place the later one is left out. */
export function planFaults(
  faults: readonly (Fault | Chaos)[],
  around: { readonly durationMs: number; readonly agents: readonly string[]; readonly random: () => number },
): readonly PlannedFault[] {
  const planned = faults.flatMap((fault) => (fault.what === "chaos" ? random(fault, around) : [fixed(fault, around)]));
  const busyUntil = new Map<string, number>();
  return planned
    .sort((a, b) => a.fromMs - b.fromMs)
    .filter(({ what, agent = "", fromMs, toMs }) => {
      const place = `${what} ${agent}`;
      if (fromMs <= (busyUntil.get(place) ?? -1)) return false;
      busyUntil.set(place, toMs);
      return true;
    });
}

function fixed(fault: Fault, { agents }: { readonly agents: readonly string[] }): PlannedFault {
  if (fault.what === "agent" && !agents.includes(fault.agent ?? ""))
    throw new Error(`there is no agent "${fault.agent}" to lose; the agents are ${agents.join(", ")}`);
  const fromMs = milliseconds(fault.at);
  return { what: fault.what, agent: fault.agent, fromMs, toMs: fromMs + milliseconds(fault.for) };
}

/** Times between faults are exponential: one says nothing about the next. */
function random(
  { every, upTo = "15m" }: Chaos,
  { durationMs, agents, random }: Parameters<typeof planFaults>[1],
): readonly PlannedFault[] {
  const mean = milliseconds(every);
  const longest = milliseconds(upTo);
  const faults: PlannedFault[] = [];
  for (let at = -Math.log(1 - random()) * mean; at < durationMs; at += -Math.log(1 - random()) * mean) {
    const chosen = Math.floor(random() * (agents.length + 1));
    const fromMs = Math.round(at);
    const toMs = fromMs + Math.max(1, Math.round(random() * longest));
    const agent = agents[chosen];
    faults.push({ what: agent === undefined ? "coordinator" : "agent", agent, fromMs, toMs });
  }
  return faults;
}
