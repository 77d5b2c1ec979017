/**
 * `npm run console:screenshots`: docs/console/*.webp, every screen in both schemes, from real runs.
 *
 *   npm run console:screenshots -- --only home,run    some of them
 *   npm run console:screenshots -- --to FOLDER        elsewhere; default: docs/console
 *   npm run console:screenshots -- --png              for tools that read no WebP
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Workbench } from "@troupe/testing/process";
import type { Page } from "playwright-core";
import { openBrowser } from "../../test/browser/support/chromium.ts";
import { goWithin } from "../../test/browser/support/screens.ts";
import { placeOf, type Scheme, Visitor } from "../../test/browser/support/visitor.ts";
import { picturesPage } from "./readme.ts";
import { type Shot, shots } from "./shots.ts";
import { type ShownWorld, startShownWorld } from "./shown-world.ts";
import { buildSite } from "./site.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    to: { type: "string", default: join(import.meta.dirname, "../../docs/console") },
    png: { type: "boolean", default: false },
  },
});
const only = values.only === "" ? null : new Set(values.only.split(","));
const viewport = { width: 1280, height: 800 };
const scale = 1.5;
const settleMs = 800;
const say = (text: string): void => console.error(text);

const bench = new Workbench();
try {
  await mkdir(resolve(values.to), { recursive: true });
  await buildSite({ say });
  const world = await startShownWorld(bench, say);
  const browser = await openBrowser(bench);
  for (const scheme of ["light", "dark"] as const) {
    const visitor = await Visitor.arrive(browser, placeOf(world.server), { scheme, viewport, scale });
    await visitor.goTo("/");
    for (const shot of shots) if (only === null || only.has(shot.name)) await take(visitor.page, shot, world, scheme);
    await visitor.leave();
  }
  const page = join(resolve(values.to), "README.md");
  await writeFile(page, picturesPage(await readFile(page, "utf8").catch(() => "")));
} finally {
  await bench.clear();
}

async function take(page: Page, shot: Shot, world: ShownWorld, scheme: Scheme): Promise<void> {
  await goWithin(page, shot.path(world));
  await shot.before?.(page, world);
  await page.mouse.move(0, 0);
  // What comes by itself after the first picture of it: a layout, a curve, a second's figures.
  await page.waitForTimeout(settleMs);
  const file = join(resolve(values.to), `${shot.name}-${scheme}.${values.png ? "png" : "webp"}`);
  await writeFile(file, await picture(page));
  say(file);
}

/** Of what is in sight. WebP is a third of PNG's size, at a quality at which text stays sharp. */
async function picture(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const format = values.png ? { format: "png" as const } : { format: "webp" as const, quality: 85 };
  const clip = { x: 0, y: 0, ...viewport, scale };
  const { data } = await session.send("Page.captureScreenshot", { ...format, clip });
  await session.detach();
  return Buffer.from(data, "base64");
}
