/**
 * npm run soak -- --minutes 10 [--seed N]: runs of all kinds on a coordinator and an agent of their own, a fault every
 * 20 s, drawn from a seed that is printed; then every promise is checked of every run.
 */
import { randomInt } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { SeededEntropy } from "@troupe/engine/adapters";
import type { RunHandle } from "@troupe/sdk/client";
import { Workbench } from "@troupe/testing/process";
import { Cluster } from "../support/cluster.ts";
import { type CountedParams, Ledger } from "../support/ledger.ts";
import { memory } from "../support/processes.ts";

const { values: given } = parseArgs({ options: { minutes: { type: "string" }, seed: { type: "string" } } });
const minutes = Number(given.minutes ?? 10);
const seed = Number(given.seed ?? randomInt(2 ** 31));
const entropy = new SeededEntropy(seed);
const upTo = (limit: number): number => Math.floor(entropy.random() * limit);
const faultEveryMs = 20_000;
const runEveryMs = 1500;

interface Submitted {
  readonly run: RunHandle;
  readonly params: CountedParams;
}

const bench = new Workbench();
const cluster = await Cluster.start(bench);
await cluster.apply("counted");
const ledger = new Ledger(join(await bench.folder(), "ledger"));
const submitted: Submitted[] = [];
const refused: string[] = [];
const happened = new Map<string, number>();
let peak = 0;

const faults: Readonly<Record<string, () => Promise<void>>> = {
  "kill -9 coordinator": async () => {
    await cluster.coordinator.kill9();
    await pause(upTo(2000));
    await cluster.restartCoordinator();
  },
  "kill -9 agent": async () => {
    await cluster.agent.kill9();
    await pause(upTo(2000));
    await cluster.startAgent();
  },
  "kill -9 both": async () => {
    await Promise.all([cluster.coordinator.kill9(), cluster.agent.kill9()]);
    await cluster.restartCoordinator();
    await cluster.startAgent();
  },
  "stop coordinator": async () => {
    await cluster.coordinator.stop();
    await cluster.restartCoordinator();
  },
  "stop agent": async () => {
    await cluster.agent.stop();
    await cluster.startAgent();
  },
  "hold coordinator": () => hold(cluster.coordinator.process),
  "hold agent": () => hold(cluster.agent),
  "kill at a failpoint": async () => {
    const names = [
      "batch-before-commit",
      "batch-committed",
      "grant-committed",
      "result-committed",
      "telemetry-flushed",
    ];
    await cluster.restartCoordinator(`${names[upTo(names.length)]}:kill:${3 + upTo(10)}`);
    await Promise.race([cluster.coordinator.process.ended, pause(10_000)]);
    await cluster.restartCoordinator();
  },
};

async function hold(child: { pause(): void; resume(): void }): Promise<void> {
  child.pause();
  await pause(1000 + upTo(8000));
  child.resume();
}

async function submitOnAndOn(until: number): Promise<void> {
  const submitting: Promise<void>[] = [];
  for (let count = 0; performance.now() < until; count++) {
    const params = {
      values: Array.from({ length: 1 + upTo(5) }, (_, at) => at + count),
      lines: 100 + 100 * upTo(10),
      holdMs: upTo(8000),
    };
    submitting.push(
      ledger.submit(cluster.client, params, `soak-${seed}-${count}`).then(
        (run) => void submitted.push({ run, params }),
        (error: unknown) => void refused.push(String(error)),
      ),
    );
    peak = Math.max(peak, memory(cluster.coordinator.process.pid) ?? 0);
    await pause(runEveryMs);
  }
  await Promise.all(submitting);
}

async function faultAfterFault(until: number): Promise<void> {
  const names = Object.keys(faults);
  for (;;) {
    const rest = until - performance.now();
    if (rest < faultEveryMs) return;
    await pause(faultEveryMs);
    const name = names[upTo(names.length)] ?? "";
    console.warn(`${Math.round((minutes * 60_000 - rest) / 1000 + 20)} s: ${name}`);
    happened.set(name, (happened.get(name) ?? 0) + 1);
    await faults[name]?.();
  }
}

/** Longer than lostAfter, for what was lost for good. */
async function waitForAll(): Promise<readonly string[]> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), 180_000);
  const problems = await Promise.all(
    submitted.map(async ({ run, params }) => {
      await run.wait({ signal: late.signal }).catch(() => undefined);
      return (await ledger.problems(run, params)).map((problem) => `${run.id}: ${problem}`);
    }),
  );
  clearTimeout(timer);
  return problems.flat();
}

console.warn(`soak: ${minutes} minutes, --seed ${seed}`);
const until = performance.now() + minutes * 60_000;
await Promise.all([submitOnAndOn(until), faultAfterFault(until)]);
const problems = [...(await waitForAll()), ...refused.map((why) => `a submit was refused: ${why}`)];
const known = new Set((await cluster.client.runs({ limit: 10_000 })).map(({ id }) => id));
for (const { run } of submitted) if (!known.has(run.id)) problems.push(`${run.id}: acknowledged, and not in the list`);
if (known.size !== submitted.length) problems.push(`${known.size} runs of ${submitted.length} requests`);
const lines = ledger.lines();
const attempts = lines.filter(({ what }) => what === "started").length;
console.table({
  ...Object.fromEntries([...happened].map(([name, times]) => [`fault: ${name}`, times])),
  "runs acknowledged": submitted.length,
  "attempts started": attempts,
  "attempts ended": lines.filter(({ what }) => what === "ended").length,
  "memory of the coordinator, most (MiB)": Math.round(peak / 2 ** 20),
  "promises broken": problems.length,
});
for (const problem of problems) console.error(problem);
await bench.clear();
process.exitCode = problems.length === 0 ? 0 : 1;
