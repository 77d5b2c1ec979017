/**
 * What Troupe takes, in numbers, beside what this machine could do.
 *
 *   npm run bench -- [--only NAME[,NAME]] [--repeats N] [--peers] [--json | --markdown] [--folder DIR]
 *
 * Data go to stdout, everything else to stderr. How each figure is made is described in bench/README.md.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { cache } from "./benches/cache.ts";
import { chainsBench } from "./benches/chains.ts";
import { dag } from "./benches/dag.ts";
import { dagLarge } from "./benches/dag-large.ts";
import { explain } from "./benches/explain.ts";
import { failover } from "./benches/failover.ts";
import { fairness } from "./benches/fairness.ts";
import { fanout } from "./benches/fanout.ts";
import { hop } from "./benches/hop.ts";
import { logs } from "./benches/logs.ts";
import { map } from "./benches/map.ts";
import { memory } from "./benches/memory.ts";
import { processes } from "./benches/processes.ts";
import { replay } from "./benches/replay.ts";
import { schedule } from "./benches/schedule.ts";
import { sessions } from "./benches/sessions.ts";
import { tracing } from "./benches/tracing.ts";
import { urgent } from "./benches/urgent.ts";
import { waiting } from "./benches/waits.ts";
import { watchers } from "./benches/watchers.ts";
import type { Bench } from "./measure/contestant.ts";
import { interleave } from "./measure/interleave.ts";
import { busyShare, machineOf } from "./measure/machine.ts";
import { tableText } from "./measure/print-table.ts";
import { type Row, rowsOf } from "./measure/row.ts";
import { clustered, embedded } from "./system/deployment.ts";
import { missingServers } from "./system/servers.ts";

const ofEmbedded: readonly Bench[] = [
  ...[hop, fanout, map, chainsBench, dag].map((bench) => bench(embedded)),
  processes,
  logs(embedded),
  memory,
  fairness,
  explain,
  urgent,
  waiting,
  schedule,
  cache(embedded),
  watchers(embedded),
  replay,
];
const ofCluster: readonly Bench[] = [
  ...[hop, fanout, chainsBench, dag, logs, watchers].map((bench) => bench(clustered)),
  dagLarge,
  failover,
  sessions,
  tracing,
];
const benches: readonly Bench[] = [...ofEmbedded, ...ofCluster];

/** Above this share of the cores somebody else is at work, and the figures say as much about them. */
const quietBelow = 0.1;

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    repeats: { type: "string", default: "5" },
    peers: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
    folder: { type: "string", default: tmpdir() },
  },
});

async function main(): Promise<void> {
  const chosen = choose(options.only);
  const repeats = Number(options.repeats);
  if (!(Number.isInteger(repeats) && repeats > 0)) throw new Error(`--repeats ${options.repeats} is no whole number`);
  const folder = resolve(options.folder);
  await describe(folder);
  const rows: Row[] = [];
  for (const bench of chosen) {
    const measured = await run(bench, mkdtempSync(join(folder, `troupe-bench-${bench.name}-`)), repeats);
    if (options.json) for (const row of measured) console.log(JSON.stringify(row));
    rows.push(...measured);
  }
  if (!options.json) console.log(tableText(rows, options.markdown ? "markdown" : "plain"));
}

/** Without a choice, those that this machine can run: hours of figures must not end for want of a server. */
function choose(only: string | undefined): readonly Bench[] {
  if (only === undefined) {
    const missing = missingServers();
    if (missing.length === 0) return benches;
    console.error(
      `skipped, since ${missing.join(" and ")} cannot be found: ${ofCluster.map(({ name }) => name).join(", ")}`,
    );
    return ofEmbedded;
  }
  return only.split(",").map((name) => {
    const found = benches.find((bench) => bench.name === name);
    if (found === undefined)
      throw new Error(`there is no bench ${name}; there are ${benches.map((bench) => bench.name).join(", ")}`);
    return found;
  });
}

async function describe(folder: string): Promise<void> {
  const machine = machineOf(folder);
  console.error(machine.description);
  if (machine.isInMemory) console.error("warning: that folder is in memory, so nothing here is durable; use --folder");
  const busy = await busyShare(1000);
  if (busy > quietBelow) {
    console.error(
      `warning: ${Math.round(busy * 100)} % of the cores are in use by others; these figures are preliminary`,
    );
  }
}

async function run(bench: Bench, folder: string, repeats: number): Promise<readonly Row[]> {
  try {
    console.error(`${bench.name}: warming up`);
    await using opened = await bench.open({ folder, peers: options.peers });
    const samples = await interleave(opened.contestants, repeats, (name, repeat) =>
      console.error(`${bench.name}: ${repeat + 1} of ${repeats}: ${name}`),
    );
    return rowsOf(opened.contestants, samples);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
