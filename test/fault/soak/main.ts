/**
 * npm run soak -- --minutes 10 [--seed N] [--only "kill"]: runs of all kinds on a coordinator and an agent of their own, a
 * fault every 20 s, drawn from a seed that is printed; every promise is checked, each second and in the end. Exits with 1
 * if one was broken. The same seed submits the same runs and strikes in the same order.
 */
import { randomInt } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { SeededEntropy } from "@troupe/engine/adapters";
import { Workbench } from "@troupe/testing/process";
import { Cluster } from "../support/cluster.ts";
import { Ledger } from "../support/ledger.ts";
import { canSetClock, SettableClock } from "../support/settable-clock.ts";
import { canMount, SmallDisk } from "../support/small-disk.ts";
import { type Fault, faultsOf, type Victims } from "./faults.ts";
import { finalProblems, liveBytes } from "./final-checks.ts";
import { Workload } from "./run-workload.ts";
import { Watch } from "./watch.ts";
import { pipelines } from "./workload.ts";

const { values: given } = parseArgs({
  options: { minutes: { type: "string" }, seed: { type: "string" }, only: { type: "string" } },
});
const minutes = Number(given.minutes ?? 10);
const seed = Number(given.seed ?? randomInt(2 ** 31));
const faultEveryMs = 20_000;
const tellEveryMs = 10_000;
const diskMebibytes = 512;

const began = performance.now();
const say = (text: string): void =>
  console.warn(`${String(Math.round((performance.now() - began) / 1000)).padStart(5)} s  ${text}`);

const bench = new Workbench();
process.once("SIGINT", () => void bench.clear().finally(() => process.exit(130)));
say(`soak of ${minutes} minutes, --seed ${seed}`);
const victims = await prepare();
const { cluster } = victims;
const ledger = new Ledger(join(await bench.folder(), "ledger"));
const workload = new Workload(cluster, ledger, seed);
const watch = new Watch(cluster, ledger, workload, (problem) => say(`BROKEN: ${problem}`));
const faults = [...faultsOf(victims)].filter(([name]) => name.includes(given.only ?? ""));
const struck = new Map<string, number>();

const over = new AbortController();
const watching = watch.until(over.signal);
const telling = setInterval(tell, tellEveryMs);
const until = performance.now() + minutes * 60_000;
await Promise.all([workload.submitUntil(until), strikeUntil(until)]);
say("no more runs and no more faults: waiting for what is under way");
await workload.allEnded(150_000);
over.abort();
await watching;
clearInterval(telling);
const live = liveBytes(cluster.coordinator.dataDir);
const problems = [...watch.problems, ...(await finalProblems(bench, cluster, ledger, workload))];
const lines = ledger.lines();
await bench.clear();
report();
process.exitCode = problems.length === 0 ? 0 : 1;

/** What cannot be had here is left out, and said. */
async function prepare(): Promise<Victims> {
  const clock = canSetClock ? new SettableClock(await bench.folder()) : undefined;
  const disks = canMount
    ? {
        coordinator: await SmallDisk.mount(bench, diskMebibytes),
        agent: await SmallDisk.mount(bench, diskMebibytes),
      }
    : undefined;
  if (clock === undefined) say("without clocks that are set: libfaketime is not installed");
  if (disks === undefined) say("without full disks: only root on Linux can mount small ones");
  const cluster = await Cluster.start(bench, {
    ...(clock !== undefined && { coordinatorEnv: clock.env, agentEnv: clock.env }),
    ...(disks !== undefined && { coordinatorFolder: disks.coordinator.folder, agentFolder: disks.agent.folder }),
  });
  for (const name of pipelines) await cluster.apply(name);
  return { bench, cluster, ...(clock && { clock }), ...(disks && { disks }) };
}

async function strikeUntil(until: number): Promise<void> {
  let bag: (readonly [string, Fault])[] = [];
  const order = new SeededEntropy(seed);
  for (let number = 0; ; number++) {
    const next = began + (number + 1) * faultEveryMs;
    if (next > until) return;
    await pause(Math.max(0, next - performance.now()));
    // Each once before any comes again: ten minutes are enough for all of them.
    if (bag.length === 0) bag = [...faults];
    const [drawn] = bag.splice(Math.floor(order.random() * bag.length), 1);
    if (drawn === undefined) throw new Error(`no fault is called "${given.only}"`);
    const [name, strike] = drawn;
    const entropy = new SeededEntropy(seed + number * 7919);
    say(`fault ${number + 1}: ${name}`);
    struck.set(name, (struck.get(name) ?? 0) + 1);
    await strike((limit) => Math.floor(entropy.random() * limit)).catch((error: unknown) => {
      watch.found(`after "${name}" not all came back: ${error}`);
    });
  }
}

function tell(): void {
  const { acknowledged, ended } = workload;
  const { coordinator, agent } = watch.peak;
  say(
    `${acknowledged.length} runs acknowledged, ${ended} ended; at most ${mebibytes(coordinator)} and ${mebibytes(agent)} MiB` +
      ` of memory; promises broken: ${watch.problems.size}`,
  );
}

function report(): void {
  const kinds = new Map<string, number>();
  for (const { piece } of workload.acknowledged) kinds.set(piece.pipeline, (kinds.get(piece.pipeline) ?? 0) + 1);
  console.table({
    ...Object.fromEntries([...struck].map(([name, times]) => [`fault: ${name}`, times])),
    ...Object.fromEntries([...kinds].map(([name, times]) => [`runs of ${name}`, times])),
    "runs acknowledged": workload.acknowledged.length,
    "runs ended": workload.ended,
    "attempts started": lines.filter(({ what }) => what === "started").length,
    "attempts ended by themselves": lines.filter(({ what }) => what === "ended").length,
    "most memory of the coordinator (MiB)": mebibytes(watch.peak.coordinator),
    "most memory of the agent (MiB)": mebibytes(watch.peak.agent),
    "live stores in the end (MiB)": mebibytes(live),
    "promises broken": problems.length,
  });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) console.error(`again: npm run soak -- --minutes ${minutes} --seed ${seed}`);
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
