/** What the soak submits: the kind and the params of each run follow from the seed and its number, and from nothing else. */
import type { JsonObject } from "@troupe/core";
import { SeededEntropy } from "@troupe/engine/adapters";
import type { Run, RunHandle, Task } from "@troupe/sdk/client";
import { type CountedParams, type Ledger, problemsOfLog } from "../support/ledger.ts";

export interface Piece {
  readonly pipeline: string;
  readonly params: JsonObject;
  /** How it must end, whatever happens. */
  readonly ends: Run["state"];
  readonly code?: string;
  /** Its client changes its mind so long after the submit. */
  readonly cancelAfterMs?: number;
}

type Draw = (limit: number) => number;

const kinds: readonly ((draw: Draw) => Piece)[] = [
  counted,
  counted,
  (draw) => ({ pipeline: "loud", params: { lines: 1 + draw(60_000) }, ends: "succeeded" }),
  (draw) => ({ pipeline: "flaky", params: { failures: draw(4) }, ends: "succeeded" }),
  (draw) => ({ pipeline: "handing", params: { bytes: 50_000 + draw(400_000) }, ends: "succeeded" }),
  (draw) => ({ pipeline: "endless", params: {}, ends: "cancelled", cancelAfterMs: draw(8000) }),
  () => ({ pipeline: "overdue", params: {}, ends: "failed", code: "TASK_TIMED_OUT" }),
  () => ({ pipeline: "late", params: {}, ends: "timed-out" }),
  () => ({ pipeline: "doomed", params: {}, ends: "failed", code: "TASK_FAILED" }),
];

export const pipelines = ["counted", "mixed"] as const;

export function pieceOf(seed: number, number: number): Piece {
  const entropy = new SeededEntropy(seed * 100_003 + number);
  const draw: Draw = (limit) => Math.floor(entropy.random() * limit);
  const kind = kinds[draw(kinds.length)] ?? counted;
  return kind(draw);
}

function counted(draw: Draw): Piece {
  const values = Array.from({ length: 1 + draw(5) }, () => draw(1000));
  return {
    pipeline: "counted",
    params: { values, lines: 100 + 100 * draw(10), holdMs: draw(8000) },
    ends: "succeeded",
  };
}

/** What is wrong with a run that has ended; nothing if every promise was kept. */
export async function problemsOf(piece: Piece, run: RunHandle, ledger: Ledger): Promise<readonly string[]> {
  const { state, failure } = await run.get();
  if (state !== piece.ends || (piece.code !== undefined && failure?.code !== piece.code))
    return [`${piece.pipeline} ${state}, and should have ${piece.ends}: ${JSON.stringify(failure)}`];
  if (piece.pipeline === "counted")
    return ledger.problems(run, piece.params as unknown as CountedParams, { mayFail: true });
  const tasks = await run.tasks();
  const logs = await Promise.all(tasks.map((task) => problemsOfPrinted(piece, run, task)));
  return [...ledger.problemsOfTasks(run.id, tasks), ...logs.flat()];
}

async function problemsOfPrinted({ params }: Piece, run: RunHandle, task: Task): Promise<readonly string[]> {
  if (task.step !== "print" || task.state !== "succeeded") return [];
  return problemsOfLog(run, task.name, Number(params.lines ?? 50));
}
