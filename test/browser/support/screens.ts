/** Every screen of the console by its address. */
import type { Page } from "playwright-core";

export interface World {
  readonly pipeline: string;
  /** A run of it. */
  readonly run: string;
  /** A task of that run that wrote something. */
  readonly task: string;
  /** An artifact of the run; its digest. */
  readonly artifact?: string;
  readonly agent: string;
}

export interface Screen {
  readonly name: string;
  readonly path: string;
}

export function screensOf({ pipeline, run, task, artifact, agent }: World): readonly Screen[] {
  const name = encodeURIComponent(pipeline);
  const ofRun = ["graph", "table", "timeline", "logs", "metrics", "artifacts", "events"];
  const ofPipeline = ["graph", "versions", "schedule", "runs"];
  return [
    { name: "home", path: "/" },
    ...ofPipeline.map((tab) => ({ name: `pipeline-${tab}`, path: `/pipelines/${name}?tab=${tab}` })),
    { name: "launch", path: `/pipelines/${name}/launch` },
    { name: "grid", path: `/pipelines/${name}/grid` },
    { name: "backfill", path: `/pipelines/${name}/backfill` },
    { name: "runs", path: "/runs" },
    ...ofRun.map((tab) => ({ name: `run-${tab}`, path: `/runs/${run}?tab=${tab}` })),
    { name: "run-task", path: `/runs/${run}?tab=table&task=${encodeURIComponent(task)}` },
    { name: "logs", path: `/runs/${run}/logs/${encodeURIComponent(task)}` },
    { name: "metrics", path: `/compare?runs=${run}` },
    ...(artifact === undefined ? [] : [{ name: "artifact", path: `/artifacts/${artifact}` }]),
    { name: "agents", path: "/agents" },
    { name: "agent", path: `/agents/${encodeURIComponent(agent)}` },
    { name: "cluster", path: "/cluster" },
    { name: "approvals", path: "/approvals" },
    { name: "waits", path: "/waits" },
    { name: "actions", path: "/actions" },
  ];
}

/** A screen has its heading, and nothing on it is still on its way. */
export async function isShown(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.locator("main:not(:has([aria-busy=true]))").waitFor();
}

interface Routed {
  readonly __TSR_ROUTER__: {
    navigate(to: { readonly href: string }): Promise<void>;
    readonly state: { readonly status: string; readonly resolvedLocation?: { readonly href: string } };
  };
}

/** As somebody does who is there already: without loading the page anew. */
export async function goWithin(page: Page, path: string): Promise<void> {
  // Done when the screen has taken the place of the one before.
  await page.evaluate(async (href) => {
    const router = (window as unknown as Routed).__TSR_ROUTER__;
    await router.navigate({ href });
    while (router.state.status !== "idle") await new Promise(requestAnimationFrame);
  }, path);
  try {
    await isShown(page);
  } catch (cause) {
    const text = await page.locator("body").innerText();
    throw new Error(`${path} is not shown, but: ${text.slice(0, 500)}`, { cause });
  }
}
