/**
 * Goal: what a pipeline says about failures holds, whoever runs it: what stands still goes on from its checkpoint, what
 * learns nothing is stopped, and only what is worth it is tried again.
 * Method: steps in Python that stall, diverge and throw.
 */
import { expect, test } from "vitest";
import { apply, onEveryDeployment } from "./support.ts";

onEveryDeployment(
  (troupe) => {
    test("a step that stands still shows where, and goes on from its last checkpoint", async () => {
      const ran = await troupe.troupe("run", "stalling", "-o", "json");
      expect(JSON.parse(ran.stdout)).toMatchObject({ state: "succeeded", outputs: { epochs: 5, from: 3 } });
      expect(ran.stderr).toMatch(/stall +rule \(mark\): loss is 1, more than 0.9 at step 0\n/);
      expect(ran.stderr).toMatch(/stall +checkpoint kept at step 2\n/);
      expect(ran.stderr).toMatch(/stall +attempt 1 ended \(timeout\): made no progress for \d+ s\n/);
      const run = await troupe.client().run("@latest");
      const task = await run.task("stall");
      expect(task.attempts).toMatchObject([
        {
          exitClass: "timeout",
          code: "STEP_STALLED",
          from: null,
          fired: [{ action: "mark", metric: "loss", value: 1 }],
        },
        { exitClass: "success", from: { kind: "txt", size: 1, step: 2 }, fired: [] },
      ]);
      const printed: Uint8Array[] = [];
      for await (const { data } of run.logs("stall", { attempt: 1, streams: ["stderr"] })) printed.push(data);
      expect(Buffer.concat(printed).toString()).toContain("wait_for_a_lock_that_never_opens");
      const described = await troupe.troupe("describe", "task", run.id, "stall");
      // What has succeeded waits for no checkpoint: the last ones may not have come to the archive by then.
      expect(described.stdout).toMatch(/checkpoint +step [234], txt, 1 B/);
      expect(described.stdout).toMatch(/timeout made no progress for \d+ s/);
    });

    test("a step that learns nothing any more is stopped, and has succeeded with what it left", async () => {
      const run = await troupe.client().submit("learning");
      expect(await run.outputs()).toEqual({ best: 0.25 });
      expect((await run.task("learn")).attempts).toMatchObject([
        { exitClass: "success", fired: [{ action: "stop", step: 5, message: /better by 0.01 in 3 points/ }] },
      ]);
    });

    test("an error is tried again by its type, and never where it says that this is in vain", async () => {
      const client = troupe.client();
      const ends = async (error: string) => {
        const run = await client.submit("erring", { error });
        const { state } = await run.wait();
        return [state, (await run.task("flaky")).attempts.length];
      };
      expect(await ends("timeout")).toEqual(["succeeded", 2]);
      expect(await ends("value")).toEqual(["failed", 1]);
      expect(await ends("final")).toEqual(["failed", 1]);
    });

    test("a task has its time for all of its attempts together", async () => {
      const run = await troupe.client().submit("endless");
      expect(await run.wait()).toMatchObject({ state: "failed", failure: { code: "TASK_OUT_OF_TIME" } });
    });
  },
  (troupe) => apply(troupe, "failing"),
);
