/** Goal: what waits holds neither an agent nor a process, goes on with its answer, and tells who comes second. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { RunHandle } from "@troupe/sdk/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apply, onEveryDeployment, untilProgress } from "./support.ts";

/** A job somewhere else, which is done when the test says so. */
let job: Server;
let state = "busy";
let asked = 0;
/** What looks like a file of the agent's machine, and is none of the pipeline's business. */
const from = { kind: "text", path: "/etc/hostname" };

beforeAll(async () => {
  job = createServer((_request, response) => {
    asked += 1;
    response.end(JSON.stringify({ state, rows: 90, from }));
  });
  await new Promise<void>((resolve) => job.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void job.close());

/** Until the task is as it should be: told by its events. */
async function until(run: RunHandle, task: string, wanted: string): Promise<void> {
  for await (const update of run.watch()) {
    const tasks =
      update.type === "snapshot" ? update.tasks : update.type === "event" && update.after ? [update.after] : [];
    if (tasks.some(({ name, state: now }) => name === task && now === wanted)) return;
  }
  throw new Error(`run ${run.id} ended before ${task} was ${wanted}`);
}

onEveryDeployment(
  (dev) => {
    test("a run waits for an answer over HTTP, for a run that it triggers, and for a person", async () => {
      state = "busy";
      asked = 0;
      const { port } = job.address() as AddressInfo;
      const run = await dev.client().submit("releasing", { url: `http://127.0.0.1:${port}/` });
      await untilProgress(run, (message) => message === '200 OK, state is "busy"');
      expect(asked).toBeGreaterThan(0);
      state = "done";
      await until(run, "release", "waiting");
      expect((await run.task("exported")).output).toMatchObject({ status: 200, body: { rows: 90, from } });
      const scored = await run.task("scoring");
      expect(scored).toMatchObject({ state: "succeeded", output: { accuracy: 0.9 }, kind: "trigger" });
      const [child] = await dev.client().runs({ pipeline: "scoring", limit: 1 });
      expect(child?.cause).toMatchObject({ kind: "trigger", runId: run.id, task: "scoring" });

      const open = await dev.troupe("get", "approvals", "--run", run.id, "-o", "json");
      expect(JSON.parse(open.stdout)).toMatchObject([{ runId: run.id, task: "release", ask: "Release 0.9?" }]);
      const described = await dev.troupe("describe", "task", run.id, "release");
      expect(described.stdout).toContain("waits for approval: Release 0.9?, at most until");
      const yes = await dev.troupe("approve", run.id, "release", "--by", "anna", "--reason", "looks good");
      expect(yes.code, yes.stderr).toBe(0);
      const no = await dev.troupe("approve", run.id, "release", "--by", "ben", "--reject");
      expect(no.code).toBe(3);
      expect(no.stderr).toContain("was approved by anna");
      expect(no.stderr).toContain("APPROVAL_ANSWERED");
      expect(await run.outputs()).toEqual({ said: "anna released 0.9" });
      expect(await run.task("release")).toMatchObject({ output: { by: "anna", claimed: true, reason: "looks good" } });
    });

    test("who may not answer is refused, and a rejection fails the run with its reason", async () => {
      const run = await dev.client().submit("asking");
      await until(run, "go", "waiting");
      const client = dev.client();
      const ben = { decision: "rejected", by: "ben", reason: "too early" } as const;
      await expect(client.answer(run.id, "go", ben)).rejects.toMatchObject({ code: "NOT_AN_APPROVER" });
      expect(await client.answer(run.id, "go", { ...ben, by: "anna" })).toMatchObject({ state: "failed" });
      expect(await run.wait()).toMatchObject({
        state: "failed",
        failure: { code: "APPROVAL_REJECTED", message: "anna rejected it: too early" },
      });
    });

    test("a thousand tasks wait without an agent, and end with their run", async () => {
      const run = await dev.client().submit("patient", { seconds: Array.from({ length: 1000 }, (_, index) => index) });
      await until(run, "pause[999]", "waiting");
      const { tasks } = await run.get();
      expect(tasks).toMatchObject({ waiting: 1000, running: 0, queued: 0 });
      const [agent] = await dev.client().agents();
      expect(agent?.attempts).toEqual([]);
      await run.cancel("enough");
      expect(await run.wait()).toMatchObject({ state: "cancelled", tasks: { cancelled: 1000, waiting: 0 } });
    });
  },
  (dev) => apply(dev, "releasing"),
);
