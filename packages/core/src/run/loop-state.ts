/** What the rounds of a loop leave each other. Derived: from the outputs of the steps in them. */
import { invariant } from "../error.ts";
import type { Json } from "../json.ts";
import { evaluate, type Rounds, type Scope } from "./evaluate.ts";
import { nameIn } from "./name-in.ts";
import type { RunState } from "./run-state.ts";

/** What round `rounds[loop]` begins with; one beyond the last is what the loop came to. */
export function stateOf(state: RunState, scope: Scope, loop: string, rounds: Rounds): Json | undefined {
  const node = state.plan.nodes.get(loop)?.node;
  invariant(node?.kind === "loop", `${loop} is no loop`);
  const name = nameIn(state, loop, rounds);
  const known = state.loops.get(name) ?? [];
  state.loops.set(name, known);
  const round = rounds[loop] ?? 0;
  // One after the other: a thousand rounds must not end the stack.
  while (known.length <= round) {
    const before = known.length - 1;
    known.push(evaluate(before < 0 ? node.start : node.next, scope, { ...rounds, [loop]: before }));
  }
  return known[round];
}

export function loopOf(state: RunState, scope: Scope, loop: string, rounds: Rounds): Json | undefined {
  const record = state.controls.get(nameIn(state, loop, rounds));
  if (record?.kind !== "loop" || record.ended === undefined) return undefined;
  const left = stateOf(state, scope, loop, { ...rounds, [loop]: record.rounds });
  return { ...(left === undefined ? {} : { state: left }), rounds: record.rounds, limited: record.ended.limited };
}
