/** What the tests of this folder run: the command as it is in this repository, and pipelines made for them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundlePipelines } from "@troupe/sdk/bundle";
import type { Client, RunHandle } from "@troupe/sdk/client";
import { TroupeServer, type TroupeServerOptions, type Workbench } from "@troupe/testing/process";

export const main = join(import.meta.dirname, "../../packages/cli/src/main.ts");

/** The file of a pipeline in test/fixtures/pipelines. */
export function fixture(name: string): string {
  return join(import.meta.dirname, "../fixtures/pipelines", name, "pipeline.ts");
}

/** Coordinator and agent in one process of their own. */
export function startDev(bench: Workbench, options: Omit<TroupeServerOptions, "main"> = {}): Promise<TroupeServer> {
  return TroupeServer.start(bench, { main, ...options });
}

/** Bundles and applies as the command does, without a process for it. */
export async function apply(server: TroupeServer, name: string): Promise<Client> {
  const client = server.client();
  await client.apply(await bundlePipelines(fixture(name)));
  return client;
}

/** Resolves when one of the run's tasks has said so of its progress, the last time before this or later: it says nothing twice. */
export async function untilProgress(run: RunHandle, isMeant: (message: string) => boolean): Promise<void> {
  for await (const update of run.watch()) {
    const said =
      update.type === "progress"
        ? [update.progress]
        : update.type === "snapshot"
          ? update.tasks.map(({ progress }) => progress)
          : [];
    if (said.some((progress) => progress !== null && isMeant(progress.message))) return;
  }
  throw new Error(`run ${run.id} ended before that was said`);
}

/** False of a zombie too: it has ended, and waits for whoever collects it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
