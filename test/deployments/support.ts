/**
 * The ways in which Troupe is deployed, for tests that hold on each: what works embedded works on a cluster, unchanged for
 * whoever uses it.
 */
import { bundlePipelines } from "@troupe/sdk/bundle";
import type { Client, RunHandle } from "@troupe/sdk/client";
import { absentPrograms, type Child, type Finished, TroupeCluster, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { fixture, main, startDev } from "../embedded/support.ts";

export { fixture, isAlive, untilProgress } from "../embedded/support.ts";

/** Where browsers go, and the token that lets them in. */
export interface Gateway {
  readonly url: string;
  readonly token: string;
}

/** What a test has of one, whichever it is. */
export interface Deployed {
  client(): Client;
  /** Of each coordinator, the leader's first. */
  gateways(): Promise<readonly Gateway[]>;
  /** Runs the command against it, to its end. */
  troupe(...words: readonly string[]): Promise<Finished>;
  /** Starts the command against it: one that goes on for a while. */
  command(...words: readonly string[]): Promise<Child>;
}

interface Deployment {
  readonly name: string;
  /** Programs on the PATH. */
  readonly needs: readonly string[];
  start(bench: Workbench): Promise<Deployed>;
}

const deployments: readonly Deployment[] = [
  {
    name: "embedded",
    needs: [],
    start: async (bench) => {
      const server = await startDev(bench);
      const gateways = async () => [{ url: server.httpUrl ?? "", token: server.token ?? "" }];
      return Object.assign(server, { gateways });
    },
  },
  {
    name: "on a cluster (needs etcd and nats-server)",
    needs: ["etcd", "nats-server"],
    // The leader, and one that follows: whoever asks asks either.
    start: async (bench) => {
      const cluster = await TroupeCluster.start(bench, { main, coordinators: 2 });
      const announced = () => Promise.all(cluster.coordinators.map((coordinator) => coordinator.announcement()));
      const gateways = async () =>
        (await announced()).map(({ httpUrl, token }) => ({ url: httpUrl ?? "", token: token ?? "" }));
      return Object.assign(cluster, { gateways });
    },
  },
];

/** Declares the same tests for each deployment: one for all tests of a file, started before them. */
export function onEveryDeployment(
  tests: (troupe: Deployed, bench: Workbench) => void,
  prepare: (troupe: Deployed) => Promise<unknown> = async () => undefined,
): void {
  for (const { name, needs, start } of deployments) {
    describe.skipIf(absentPrograms(...needs).length > 0)(name, () => {
      const bench = new Workbench();
      let started: Deployed | undefined;
      const there = (): Deployed => {
        if (started === undefined) throw new Error("it is not started yet");
        return started;
      };
      beforeAll(async () => {
        started = await start(bench);
        await prepare(started);
      });
      afterAll(() => bench.clear());
      const troupe: Deployed = {
        client: () => there().client(),
        gateways: () => there().gateways(),
        troupe: (...words) => there().troupe(...words),
        command: (...words) => there().command(...words),
      };
      tests(troupe, bench);
    });
  }
}

/** Answers are looked at by the field: what they are the contract says. */
export type Answer = Record<string, ReturnType<typeof JSON.parse>>;

/** What a browser calls: `ArtifactService/GetLineage`. */
export async function callGateway({ url, token }: Gateway, method: string, request: object = {}): Promise<Answer> {
  const response = await fetch(new URL(`troupe.v1.${method}`, url), {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  const answer = (await response.json()) as Answer;
  expect(response.status, JSON.stringify(answer)).toBe(200);
  return answer;
}

/** Bundles and applies as the command does, without a process for it. */
export async function apply(troupe: Pick<Deployed, "client">, name: string): Promise<void> {
  await troupe.client().apply(await bundlePipelines(fixture(name)));
}

/** Resolves when a task of the run is running, of any name or of one; at once if it is already. */
export async function untilRunning(run: RunHandle, task?: string): Promise<void> {
  const isMeant = (name: string | null | undefined) => task === undefined || name === task;
  for await (const update of run.watch()) {
    if (update.type === "snapshot" && update.tasks.some(({ name, state }) => state === "running" && isMeant(name)))
      return;
    if (update.type === "event" && update.name === "AttemptStarted" && isMeant(update.task)) return;
  }
  throw new Error(`run ${run.id} ended before ${task ?? "a task"} was seen running`);
}

/** What each gateway says, once all say the same: a follower's catalog is a moment behind. */
export async function fromAll<T>(
  troupe: Deployed,
  ask: (gateway: Gateway) => Promise<T>,
  isThere: (answer: T) => boolean,
) {
  const answers: T[] = [];
  for (const gateway of await troupe.gateways()) {
    let answer = await ask(gateway);
    while (!isThere(answer)) answer = await ask(gateway);
    answers.push(answer);
  }
  return answers;
}
