/** Goal: nobody is kept out. Method: axe on every screen, in both schemes, of a run that has ended and of one that waits. */
import type { Client } from "@troupe/sdk/client";
import { expect, test } from "vitest";
import { seriousFindings } from "./support/axe.ts";
import { lookingAt } from "./support/looked-at.ts";
import { goWithin, screensOf, type World } from "./support/screens.ts";
import { untilTask } from "./support/until.ts";

lookingAt("people with all kinds of eyes and hands", (there) => {
  test.each(["light", "dark"] as const)(
    "find nothing serious in their way, %s",
    { timeout: 180_000 },
    async (scheme) => {
      const world = await waitingForApproval(there().client);
      const { page } = await there().visit("/", { scheme });
      const findings: Record<string, readonly string[]> = {};
      for (const { name, path } of screensOf(world)) {
        await goWithin(page, path);
        const found = await seriousFindings(page);
        if (found.length > 0) findings[name] = found;
      }
      expect(findings).toEqual({});
    },
  );
});

/** One run for both. */
let waiting: Promise<World> | undefined;

function waitingForApproval(client: Client): Promise<World> {
  waiting ??= (async () => {
    const run = await client.submit("hostile", {});
    const { output } = await untilTask(run, "harm", "succeeded");
    const [agent] = await client.agents();
    const { digest } = (output as { readonly table: { readonly digest: string } }).table;
    return { pipeline: "hostile", run: run.id, task: "harm", artifact: digest, agent: agent?.id ?? "" };
  })();
  return waiting;
}
