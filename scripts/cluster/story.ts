/** What happens on the cluster, told while it happens: a run, the end of the leader in the middle of it, and how it goes on. */
import { setTimeout as wait } from "node:timers/promises";
import type { Terminal } from "@troupe/cli";
import { bundlePipelines } from "@troupe/sdk/bundle";
import type { Client, Run, RunEventRecord, Task } from "@troupe/sdk/client";
import type { ClusterCoordinator, TroupeCluster } from "@troupe/testing/process";
import { type Example, helloFile } from "./example.ts";
import { Pulse } from "./pulse.ts";
import { storyLine } from "./story-line.ts";

export interface Led {
  readonly name: string;
  readonly term: number;
}

export interface Story {
  readonly example: string;
  readonly run: { readonly id: string; readonly state: string; readonly traceId: string | null };
  readonly leaders: { readonly killed: Led; readonly next: Led };
  /** From the kill on. */
  readonly gapMs: {
    /** Until another coordinator says that it leads. */
    readonly elected: number;
    /** Until something that an agent reported was decided; null if nothing came. */
    readonly transition: number | null;
    /** Until this client, whose watch broke off, was told of it. */
    readonly told: number | null;
  };
  readonly events: { readonly told: number; readonly missing: number; readonly repeated: number };
  readonly tasks: {
    readonly succeeded: number;
    readonly skipped: number;
    readonly total: number;
    readonly lostAttempts: number;
  };
  /** Whether the run succeeded with each event once, and no attempt lost. */
  readonly isWhole: boolean;
}

export interface Stage {
  readonly cluster: TroupeCluster;
  readonly client: Client;
  readonly example: Example;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

interface Kill {
  readonly at: Date;
  readonly killed: Led;
  readonly next: Led;
  readonly electedMs: number;
}

const lookEveryMs = 20;
const maxShown = 3;

export async function tellStory(stage: Stage): Promise<Story> {
  const { cluster, client, example, terminal, signal } = stage;
  const { style, say } = terminal;
  const leader = await theLeader(cluster, signal);
  say(style.dim(`  ${leader.name} leads, term ${leader.term}; the others follow, and know all that it knows\n`));
  await client.apply(await bundlePipelines(example.pipelineFile));
  if (example.pipelineFile !== helloFile) await client.apply(await bundlePipelines(helloFile));
  const run = await client.submit(example.name, example.params);
  say(`${style.bold(example.name)}  ${run.id}`);
  const began = performance.now();
  const stamp = (): string => style.dim(`${((performance.now() - began) / 1000).toFixed(1).padStart(5)}s`);
  const sequences: number[] = [];
  // Without small tasks beside it nobody could tell how long nothing went on: a training reports seldom.
  const pulse = new Pulse(client, signal);
  let kill: Promise<Kill> | undefined;
  for await (const update of run.watch({ signal })) {
    if (update.type === "snapshot") continue;
    if (update.type === "event") {
      sequences.push(update.sequence);
      pulse.note(update);
      const line = storyLine(update as RunEventRecord);
      if (line !== null) say(`${stamp()}  ${line}`);
    }
    if (kill !== undefined || !example.isMiddle(update)) continue;
    kill = (async () => {
      if (example.pipelineFile !== helloFile) {
        say(
          `${stamp()}  ${style.dim("beside it a run of many small tasks begins: how long nothing goes on shows in them")}`,
        );
        await pulse.start();
      }
      return await killLeader(stage, stamp, await running(client, run.id));
    })();
    // It is awaited below; until then a failure is not unheard of.
    kill.catch(() => {});
  }
  if (kill === undefined) throw new Error(`${run.id} ended before its middle: nothing was proven`);
  const { at, killed, next, electedMs } = await kill;
  const first = await pulse.firstAfter(at);
  const ended = await run.get();
  await comeBack(stage, killed, next, stamp);
  if (example.outcome !== null) say(`\n${example.outcome(ended, style)}`);
  return {
    example: example.name,
    run: { id: run.id, state: ended.state, traceId: ended.traceId },
    leaders: { killed, next },
    gapMs: { elected: electedMs, transition: first?.decidedMs ?? null, told: first?.toldMs ?? null },
    ...judged(ended, sequences, await run.tasks()),
  };
}

function judged(run: Run, sequences: readonly number[], tasks: readonly Task[]) {
  const told = new Set(sequences);
  const [first = 0] = sequences;
  const missing = run.sequence - first + 1 - told.size;
  const repeated = sequences.length - told.size;
  const attempts = tasks.flatMap((task) => task.attempts);
  const lostAttempts = attempts.filter(({ exitClass }) => exitClass === "lost").length;
  return {
    events: { told: sequences.length, missing, repeated },
    tasks: { succeeded: run.tasks.succeeded, skipped: run.tasks.skipped, total: tasks.length, lostAttempts },
    isWhole: run.state === "succeeded" && missing === 0 && repeated === 0 && lostAttempts === 0,
  };
}

async function theLeader(cluster: TroupeCluster, signal: AbortSignal): Promise<Led & { at: ClusterCoordinator }> {
  for (;;) {
    for (const coordinator of cluster.coordinators) {
      const term = await coordinator.term();
      if (term !== null) return { name: coordinator.name, term, at: coordinator };
    }
    await wait(lookEveryMs, undefined, { signal });
  }
}

/** In words: "train[0] on a1, train[1] on a2". */
async function running(client: Client, runId: string): Promise<string> {
  const agents = await client.agents();
  const found = agents.flatMap(({ id, attempts }) =>
    attempts.filter((attempt) => attempt.runId === runId).map(({ task }) => `${task} on ${id}`),
  );
  const shown = found.slice(0, maxShown).join(", ");
  return found.length > maxShown ? `${shown} and ${found.length - maxShown} more` : shown;
}

async function killLeader({ cluster, terminal, signal }: Stage, stamp: () => string, what: string): Promise<Kill> {
  const { style, say } = terminal;
  const { at: coordinator, ...killed } = await theLeader(cluster, signal);
  const began = performance.now();
  const at = new Date();
  const gone = coordinator.kill9();
  const whileWhat = what === "" ? "" : `, while these run: ${what}`;
  say(`${stamp()}  ${style.bad(`kill -9 of ${killed.name}`)}, which leads in term ${killed.term}${whileWhat}`);
  await gone;
  const { at: _at, ...next } = await theLeader(cluster, signal);
  const electedMs = Math.round(performance.now() - began);
  say(`${stamp()}  ${style.good(`${next.name} leads`)}, term ${next.term}, ${electedMs} ms after the kill`);
  return { at, killed, next, electedMs };
}

/** The one that was killed, as a machine that boots again would start it. */
async function comeBack({ cluster, terminal }: Stage, killed: Led, next: Led, stamp: () => string): Promise<void> {
  const coordinator = cluster.coordinators.find(({ name }) => name === killed.name);
  await coordinator?.restart();
  terminal.say(`${stamp()}  ${killed.name} is back, and follows ${next.name}`);
}
