/** What a node is called, seen from inside some rounds. */
import { taskName } from "../spec/task-name.ts";
import type { Rounds } from "./evaluate.ts";
import type { RunState } from "./run-state.ts";

export function nameIn(state: RunState, id: string, rounds: Rounds): string {
  const maps = state.plan.nodes.get(id)?.maps ?? [];
  return taskName(
    id,
    maps.map((map) => rounds[map] ?? 0),
  );
}
