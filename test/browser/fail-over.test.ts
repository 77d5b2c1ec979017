/** Goal: who watches while the leader dies is told at once, and loses nothing. Method: a real cluster, a follower's page. */
import { bundlePipelines } from "@troupe/sdk/bundle";
import { absentPrograms, eventually, TroupeCluster, Workbench } from "@troupe/testing/process";
import { afterAll, describe, expect, test } from "vitest";
import { fixture, main } from "../embedded/support.ts";
import { absentBrowser, openBrowser } from "./support/chromium.ts";
import { Pipe } from "./support/pipe.ts";
import { isShown } from "./support/screens.ts";
import { sightings, watchFor } from "./support/sightings.ts";
import { inMs } from "./support/smoothness.ts";
import { untilTask } from "./support/until.ts";
import { placeOf, Visitor } from "./support/visitor.ts";

const absent = [...absentBrowser, ...absentPrograms("etcd", "nats-server")];

describe.skipIf(absent.length > 0)("a fail-over (needs chromium, etcd and nats-server)", () => {
  const bench = new Workbench();
  afterAll(() => bench.clear());

  test("is said within two seconds, and the page goes on where it is", { timeout: 120_000 }, async () => {
    const [cluster, browser] = await Promise.all([TroupeCluster.start(bench, { main }), openBrowser(bench)]);
    const client = cluster.client();
    await client.apply(await bundlePipelines(fixture("looked-at")));
    const leader = await eventually(
      () => cluster.leader(),
      (found) => found !== undefined,
    );
    const follower = cluster.coordinators.find((each) => each !== leader);
    if (leader === undefined || follower === undefined) throw new Error("there is no leader, or nobody else");
    const pipe = await Pipe.make(bench);
    const run = await client.submit("chain", { script: `read go < '${pipe.path}'` });
    await untilTask(run, "link-0", "running");

    const visitor = await Visitor.arrive(browser, placeOf(await follower.announcement()));
    visitor.expects(/Failed to load resource: .*(50[0-9]|429)/);
    const { page } = visitor;
    await visitor.goTo(`/runs/${run.id}?tab=table`);
    await isShown(page);
    await page.getByRole("table").getByText("link-19").waitFor();
    // What a page that was loaded anew would not have any more.
    await page.evaluate(() => Object.assign(window, { wasHereBefore: true }));
    await page.getByLabel("Find a task").fill("link");
    for (let link = 0; link < 5; link++) pipe.say("go");
    await untilTask(run, "link-4", "succeeded");

    await watchFor(page, "[role=status]", "(leads no more|has taken over)");
    const killedAt = Date.now();
    await leader.kill9();
    await page
      .getByRole("status")
      .locator("strong")
      .getByText(/leads no more|has taken over/)
      .waitFor();
    const [saidAt = Number.NaN] = (await sightings(page)).values();
    console.info(`leader killed → banner: ${inMs(saidAt - killedAt)}`);
    expect(saidAt - killedAt).toBeLessThanOrEqual(2000);

    for (let link = 5; link < 20; link++) pipe.say("go");
    await page.locator("main header [data-state=succeeded]").first().waitFor({ timeout: 60_000 });
    const rows = page
      .getByRole("table")
      .getByRole("row")
      .filter({ hasText: /link-\d+/ });
    expect(await rows.filter({ hasText: "succeeded" }).count()).toBe(20);
    expect(await page.getByLabel("Find a task").inputValue()).toBe("link");
    expect(await page.evaluate(() => "wasHereBefore" in window)).toBe(true);
    expect((await run.wait()).state).toBe("succeeded");
    await visitor.leave();
    visitor.foundNothingWrong();
  });
});
