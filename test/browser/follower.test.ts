/**
 * Goal: who is at a page of a coordinator that follows sees all that there is, and does all that can be done.
 * Method: a real cluster; everything is clicked at a follower, and looked for at the leader.
 */
import type { ArtifactValue } from "@troupe/core";
import { bundlePipelines } from "@troupe/sdk/bundle";
import type { Client } from "@troupe/sdk/client";
import { absentPrograms, type ClusterCoordinator, eventually, TroupeCluster, Workbench } from "@troupe/testing/process";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fixture, main } from "../embedded/support.ts";
import { absentBrowser, type OpenBrowser, openBrowser } from "./support/chromium.ts";
import { isShown } from "./support/screens.ts";
import { untilTask } from "./support/until.ts";
import { placeOf, Visitor } from "./support/visitor.ts";

const absent = [...absentBrowser, ...absentPrograms("etcd", "nats-server")];

describe.skipIf(absent.length > 0)("at a follower's page (needs chromium, etcd and nats-server)", () => {
  const bench = new Workbench();
  let browser: OpenBrowser;
  let follower: ClusterCoordinator;
  /** Of the leader alone. */
  let client: Client;
  let visitor: Visitor | undefined;

  beforeAll(async () => {
    const started = Promise.all([TroupeCluster.start(bench, { main, coordinators: 2 }), openBrowser(bench)]);
    const [cluster, opened] = await started;
    browser = opened;
    const leader = await eventually(
      () => cluster.leader(),
      (found) => found !== undefined,
    );
    const other = cluster.coordinators.find((each) => each !== leader);
    if (leader === undefined || other === undefined) throw new Error("there is no leader, or nobody else");
    follower = other;
    client = cluster.client(leader.address);
    for (const name of ["looked-at", "greeting", "releasing", "scheduled", "training"])
      await client.apply(await bundlePipelines(fixture(name)));
    await client.schedules.pause("ticking");
  }, 120_000);
  afterAll(() => bench.clear());
  afterEach(async () => {
    await visitor?.leave();
    visitor?.foundNothingWrong();
    visitor = undefined;
  });

  async function visit(path: string): Promise<Page> {
    visitor = await Visitor.arrive(browser, placeOf(await follower.announcement()));
    await visitor.goTo(path);
    await isShown(visitor.page);
    return visitor.page;
  }

  test("a run is launched from its form, and goes green", async () => {
    const page = await visit("/pipelines/greeting/launch");
    await page.getByText("The coordinator would take this").waitFor();
    await page.getByRole("button", { name: "Launch greeting" }).click();
    await page.waitForURL(/\/runs\/\w+/);
    await page.locator("main header [data-state=succeeded]").first().waitFor();
    const [run] = await client.runs({ pipeline: "greeting", limit: 1 });
    expect(page.url()).toContain(run?.id);
    expect(run?.state).toBe("succeeded");
  });

  test("a run is cancelled", async () => {
    const run = await client.submit("staying", {});
    await untilTask(run, "stay", "running");
    const page = await visit(`/runs/${run.id}`);
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Why").fill("seen enough");
    await dialog.getByRole("button", { name: "Cancel the run" }).click();
    await page.locator("main header [data-state=cancelled]").first().waitFor();
    expect((await run.wait()).state).toBe("cancelled");
    await page.getByText("seen enough").waitFor();
  });

  test("a question is answered", async () => {
    const run = await client.submit("asking", {});
    await untilTask(run, "go", "waiting");
    const page = await visit(`/approvals?run=${run.id}&task=go`);
    await page.getByRole("article", { name: "go of asking" }).getByRole("button", { name: "Approve…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(`troupe approve ${run.id} go --by anna`).waitFor();
    await dialog.getByRole("button", { name: "Approve", exact: true }).click();
    await page.getByText("Nobody is asked anything").waitFor();
    expect((await run.wait()).state).toBe("succeeded");
    expect(await run.task("go")).toMatchObject({ output: { by: "anna" } });
  });

  test("a schedule is paused, and resumed", async () => {
    const page = await visit("/pipelines/nightly?tab=schedule");
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await page.getByRole("dialog").getByLabel("Why").fill("the data move");
    await page.getByRole("dialog").getByRole("button", { name: "Pause the schedule" }).click();
    await page.getByText(/Paused by .*: the data move/).waitFor();
    expect((await client.schedules.get("nightly")).paused).toMatchObject({ reason: "the data move" });
    await page.getByRole("button", { name: "Resume", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Resume the schedule" }).click();
    await page.getByText("Paused by").waitFor({ state: "detached" });
    expect((await client.schedules.get("nightly")).paused).toBeNull();
  });

  test("an agent is drained, and works again", async () => {
    const page = await visit("/agents");
    const tile = page.getByRole("article", { name: "Agent a1" });
    await tile.getByRole("button", { name: "Drain…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Drain the agent" }).click();
    await tile.getByText("draining").waitFor();
    expect(await client.agents()).toMatchObject([{ id: "a1", state: "draining" }]);
    await tile.getByRole("button", { name: "Give work again…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Give it work again" }).click();
    await tile.getByText("ready").waitFor();
    expect(await client.agents()).toMatchObject([{ id: "a1", state: "ready" }]);
  });

  test("a file leads to what made it, to the data behind that, and to what used it", async () => {
    const latch = await bench.latch();
    for (let turn = 0; turn < 2; turn++) latch.open();
    const run = await client.submit("training", { latch: latch.path, to: "/none", worst: 0 });
    expect((await run.wait()).state).toBe("succeeded");
    const { file } = (await run.task("train[1]")).output as unknown as { readonly file: ArtifactValue };

    const page = await visit(`/artifacts/${file.digest}`);
    const lineage = page.getByRole("region", { name: "Lineage" }).last();
    for (const box of [/^train\[1\]/, /^Code of training/, /^Params.*"worst":0/, /^best/])
      await lineage.getByRole("link", { name: box }).waitFor();
    await page.getByRole("table", { name: "Tasks that read it" }).getByText("models[1].file").waitFor();

    await lineage.getByRole("link", { name: /^table/ }).click();
    await page.getByRole("heading", { level: 1, name: "table" }).waitFor();
    for (const box of [/^extract/, /^validate/, /^train\[0\]/, /^train\[1\]/])
      await lineage.getByRole("link", { name: box }).waitFor();
    await lineage.getByRole("link", { name: /^extract/ }).click();
    await page.waitForURL(new RegExp(`/runs/${run.id}.*task=extract`));
  });
});
