/** Runs of the pipeline `counted`, and what must be true of each of them, whatever happened while they ran. */
import { existsSync, readFileSync } from "node:fs";
import { TroupeError } from "@troupe/core";
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
    for (let tries = 1; ; tries++) {
      try {
        return await client.submit("counted", { ledger: this.path, ...params }, { requestId });
      } catch (error) {
        if (tries === 50 || !(error instanceof TroupeError) || error.reaction !== "retry") throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  /** What is wrong with a run that has ended; nothing if every promise was kept. */
  async problems(run: RunHandle, { values, lines }: CountedParams, expected = "succeeded"): Promise<readonly string[]> {
    const found: string[] = [];
    const { state, outputs, failure } = await run.get();
    if (state !== expected) found.push(`it ${state}: ${JSON.stringify(failure)}`);
    const tasks = await run.tasks();
    const mine = this.lines().filter(({ runId }) => runId === run.id);
    found.push(...twice(mine));
    for (const task of tasks) found.push(...this.#ofTask(task, mine));
    if (state !== "succeeded") return found;
    const total = values.reduce((sum, value) => sum + value, 0);
    const counted = (outputs as { total?: { value?: number } } | null)?.total?.value;
    if (counted !== total) found.push(`it yields ${counted}, not ${total}`);
    for (const { name } of tasks.filter(({ node }) => node === "count")) found.push(...(await ofLog(run, name, lines)));
    return found;
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

/** An attempt never starts twice, however often it was offered, granted and adopted. */
function twice(lines: readonly LedgerLine[]): readonly string[] {
  const seen = new Set<string>();
  return lines.flatMap(({ what, task, attempt }) => {
    const name = `${task}, attempt ${attempt}: ${what}`;
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [`${name} twice`];
  });
}

async function ofLog(run: RunHandle, task: string, lines: number): Promise<readonly string[]> {
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
