/** Goal: whoever asks why a task does not run is told in one sentence: the coordinator's own. Method: each kind of waiting. */
import { approval, command, pipeline } from "@troupe/sdk";
import { expect, test } from "vitest";
import { lookingAt } from "./support/looked-at.ts";
import { isShown } from "./support/screens.ts";
import { untilTask } from "./support/until.ts";

const huge = command("huge", { run: () => ["true"], resources: { cpus: 10_000 } });
const after = command("after", { run: () => ["true"] });
const stuck = pipeline("stuck", () => {
  after({}, { after: [huge()] });
  approval("asked", { ask: "Go on?", approvers: ["anna"] });
});

lookingAt("a task that does not run", (there) => {
  test.each([
    ["huge", /no agent|10,?000/],
    ["after", /huge/],
    ["asked", /approval/],
  ])("says why: %s", async (task, why) => {
    const { client, visit } = there();
    await client.apply(stuck);
    const run = await client.submit("stuck", {});
    await untilTask(run, "asked", "waiting");
    const { summary } = await run.explain(task);
    expect(summary).toMatch(why);
    const { page } = await visit(`/runs/${run.id}?tab=table&task=${task}`);
    await isShown(page);
    const panel = page.getByRole("complementary", { name: `Task ${task}` });
    await panel.getByText(summary, { exact: false }).first().waitFor();
    await run.cancel();
    await run.wait();
  });
});
