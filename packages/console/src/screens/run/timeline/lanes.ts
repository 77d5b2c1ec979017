/** Rows of a timeline. Pure. */
import type { AttemptBar } from "../model/phases.ts";

export interface Lane {
  readonly key: string;
  /** Empty for further lanes of the same agent. */
  readonly label: string;
  readonly bars: readonly AttemptBar[];
}

/** A row a task, in the order in which they began to wait. */
export function lanesByTask(bars: readonly AttemptBar[]): readonly Lane[] {
  const byTask = Map.groupBy(bars, ({ task }) => task);
  return [...byTask]
    .map(([task, own]) => ({ key: task, label: task, bars: own }))
    .sort((a, b) => (a.bars[0]?.from ?? 0) - (b.bars[0]?.from ?? 0));
}

/** As many rows an agent as it had attempts at once, each without overlaps; what no agent has had comes last. */
export function lanesByAgent(bars: readonly AttemptBar[]): readonly Lane[] {
  const byAgent = Map.groupBy(bars, ({ agent }) => agent);
  const agents = [...byAgent.keys()].sort((a, b) => Number(a === "") - Number(b === "") || a.localeCompare(b));
  return agents.flatMap((agent) => pack(agent, byAgent.get(agent) ?? []));
}

function pack(agent: string, bars: readonly AttemptBar[]): readonly Lane[] {
  const lanes: { until: number; readonly bars: AttemptBar[] }[] = [];
  for (const bar of bars.map(onAgent).sort((a, b) => a.from - b.from)) {
    const end = bar.to ?? Number.POSITIVE_INFINITY;
    const free = lanes.find(({ until }) => until <= bar.from);
    if (free === undefined) lanes.push({ until: end, bars: [bar] });
    else {
      free.until = end;
      free.bars.push(bar);
    }
  }
  const name = agent === "" ? "no agent" : agent;
  return lanes.map(({ bars: own }, place) => ({ key: `${agent} ${place}`, label: place === 0 ? name : "", bars: own }));
}

/** Without the time in the queue, in which no agent had it. */
function onAgent(bar: AttemptBar): AttemptBar {
  if (bar.agent === "") return bar;
  const phases = bar.phases.filter(({ name }) => name !== "queued");
  return { ...bar, phases, from: phases[0]?.from ?? bar.from };
}
