/**
 * Hand-overs while people look on: the chains of `hop` beside a task that writes a hundred lines a second, whose live log
 * nobody reads, and then 50 open consoles.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { RunHandle } from "@troupe/sdk/client";
import type { Bench, Contestant } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import type { Deployment } from "../system/deployment.ts";
import type { Troupe } from "../system/troupe.ts";
import { chain, latencies } from "./hop.ts";

const consoles = 50;
/** 200 hand-overs have two of which the 99th percentile speaks. */
const chains = 10;
const warmUps = 6;
/** It is ended before. */
const lines = 10_000_000;
const program = join(import.meta.dirname, "../system/consoles.ts");

export function watchers(deployment: Deployment): Bench {
  const name = `watchers${deployment.suffix}`;
  return {
    name,
    async open({ folder }) {
      await using stack = new AsyncDisposableStack();
      const { troupe } = stack.use(await deployment.open(folder));
      await troupe.apply("hop.ts");
      await troupe.apply("watched.ts");
      for (let round = 0; round < warmUps; round += 1) await chain(troupe);
      const watched = await troupe.client.submit("watched", { lines });
      stack.defer(() => ended(watched));
      const opened = stack.move();
      return {
        contestants: [
          { name: `${name} none`, durability: deployment.durability, measure: () => measure(troupe) },
          {
            name: `${name} ${consoles}`,
            durability: deployment.durability,
            floor: `${name} none`,
            goals: [{ figure: "p99", measure: "ratio", bound: "at most", limit: 1.1 }],
            measure: () => measureWatched(troupe, watched.id),
          },
        ] satisfies Contestant[],
        [Symbol.asyncDispose]: () => opened.disposeAsync(),
      };
    },
  };
}

async function measure(troupe: Troupe): Promise<Sample> {
  const handOvers: number[] = [];
  for (let round = 0; round < chains; round += 1) handOvers.push(...(await chain(troupe)));
  return latencies(handOvers);
}

async function measureWatched(troupe: Troupe, runId: string): Promise<Sample> {
  const { url, token } = troupe.gateway;
  const child = spawn(process.execPath, [program, url, token, String(consoles), runId], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const said = createInterface(child.stdout);
  await nextLine(said, child);
  const sample = await measure(troupe);
  const read = nextLine(said, child);
  child.stdin.end();
  const pieces = Number(await read);
  if (!(pieces > 1)) throw new Error(`a console has read ${pieces} pieces of a log that goes on`);
  return sample;
}

async function nextLine(said: Interface, child: ChildProcess): Promise<string> {
  const exit = once(child, "exit").then(() => {
    throw new Error("the consoles ended");
  });
  const [line] = (await Promise.race([once(said, "line"), exit])) as [string];
  return line;
}

/** Its last lines are nobody's concern. */
async function ended(run: RunHandle<unknown>): Promise<void> {
  await run.cancel("the bench is over");
  await run.wait();
}
