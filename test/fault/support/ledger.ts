/** Runs of the pipeline `counted`, and what must be true of each of them, whatever happened while they ran. */
import { existsSync, readFileSync } from "node:fs";
import { type JsonObject, TroupeError } from "@troupe/core";
import type { Client, RunHandle, Task } from "@troupe/sdk/client";
import { readLog } from "./log-text.ts";

export interface CountedParams {
  readonly values: readonly number[];
  readonly lines: number;
  readonly holdMs?: number;
  readonly latch?: string;
}

export interface LedgerLine {
  readonly what: string;
  readonly runId: string;
  readonly task: string;
  readonly attempt: number;
}

export class Ledger {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  lines(): readonly LedgerLine[] {
    if (!existsSync(this.path)) return [];
    return readFileSync(this.path, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const [what = "", runId = "", task = "", attempt = ""] = line.split(" ");
        return { what, runId, task, attempt: Number(attempt) };
      });
  }

  /** Submits until somebody answers: the same request id makes one run of it. */
  async submit(client: Client, params: CountedParams, requestId: string): Promise<RunHandle> {
    return this.submitTo("counted", client, { ...params }, requestId);
  }

  /** The same, of any pipeline that takes the ledger's path. */
  async submitTo(pipeline: string, client: Client, params: JsonObject, requestId: string): Promise<RunHandle> {
    return persistently(() => client.submit(pipeline, { ledger: this.path, ...params }, { requestId }));
  }

  /**
   * What is wrong with a run that has ended; nothing if every promise was kept. `mayFail`: something killed attempts, or
   * took away their disk, so that they failed and were tried again.
   */
  async problems(
    run: RunHandle,
    { values, lines }: CountedParams,
    { mayFail = false } = {},
  ): Promise<readonly string[]> {
    const found: string[] = [];
    const { state, outputs, failure } = await run.get();
    if (state !== "succeeded") found.push(`it ${state}: ${JSON.stringify(failure)}`);
    const tasks = await run.tasks();
    const failed = tasks.filter(({ attempts }) => attempts.some(({ exitClass }) => exitClass === "failure"));
    if (!mayFail) found.push(...failed.map(({ name }) => `${name} failed, and was tried again`));
    found.push(...this.problemsOfTasks(run.id, tasks));
    if (state !== "succeeded") return found;
    const total = values.reduce((sum, value) => sum + value, 0);
    const counted = (outputs as { total?: { value?: number } } | null)?.total?.value;
    if (counted !== total) found.push(`it yields ${counted}, not ${total}`);
    for (const { name } of tasks.filter(({ node }) => node === "count"))
      found.push(...(await problemsOfLog(run, name, lines)));
    return found;
  }

  /** Of any run whose steps write to the ledger and yield the number of their attempt. */
  problemsOfTasks(runId: string, tasks: readonly Task[]): readonly string[] {
    const mine = this.lines().filter((line) => line.runId === runId);
    return [...twice(mine), ...tasks.flatMap((task) => this.#ofTask(task, mine))];
  }

  #ofTask({ name, state, attempts, output }: Task, mine: readonly LedgerLine[]): readonly string[] {
    if (state !== "succeeded") return [];
    const found: string[] = [];
    const good = attempts.filter(({ exitClass }) => exitClass === "success");
    const last = attempts.at(-1)?.number;
    if (good.length !== 1 || good[0]?.number !== last)
      found.push(`${name} succeeded ${good.length} times in ${attempts.length} attempts`);
    const by = (output as { attempt?: number } | null)?.attempt;
    if (by !== last) found.push(`${name}: the output of attempt ${by} counts, not that of ${last}`);
    for (const what of ["started", "ended"]) {
      const times = mine.filter((line) => line.task === name && line.attempt === last && line.what === what).length;
      if (times !== 1) found.push(`${name}, attempt ${last}: ${what} ${times} times`);
    }
    return found;
  }
}

/** Until somebody answers: a coordinator that is away, or has no space, is back in a moment. */
export async function persistently<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      const isPassing = error instanceof TroupeError && (error.reaction === "retry" || error.code === "STORE_FULL");
      if (tries === 100 || !isPassing) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/** An attempt never starts twice, however often it was offered, granted and adopted. */
export function twice(lines: readonly LedgerLine[]): readonly string[] {
  const seen = new Set<string>();
  return lines.flatMap(({ what, runId, task, attempt }) => {
    const name = `${task} of ${runId}, attempt ${attempt}: ${what}`;
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [`${name} twice`];
  });
}

/** Numbered lines, all of them, once and in order. */
export async function problemsOfLog(run: RunHandle, task: string, lines: number): Promise<readonly string[]> {
  const expected = Array.from({ length: lines }, (_, at) => `line ${at + 1}\n`).join("");
  const { attempts } = await run.task(task);
  try {
    const { data, gaps } = await readLog(run, task, { attempt: attempts.at(-1)?.number ?? 1 });
    if (gaps > 0) return [`${task}: ${gaps} bytes of its log are missing`];
    return data.toString() === expected
      ? []
      : [`${task}: its log has ${data.length} bytes, not the ${expected.length} that it printed`];
  } catch (error) {
    return [`${task}: ${error instanceof Error ? error.message : error}`];
  }
}
