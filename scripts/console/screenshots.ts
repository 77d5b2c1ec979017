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
import { type TroupeServer, Workbench } from "@troupe/testing/process";
import type { Page } from "playwright-core";
import { type OpenBrowser, openBrowser } from "../../test/browser/support/chromium.ts";
import { goWithin } from "../../test/browser/support/screens.ts";
import { placeOf, type Scheme, Visitor } from "../../test/browser/support/visitor.ts";
import { picturesPage } from "./readme.ts";
import { type ClusterShot, type Shot, shots } from "./shots.ts";
import { startShownCluster } from "./shown-cluster.ts";
import { startShownWorld } from "./shown-world.ts";
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

const wanted = shots.filter(({ name }) => only === null || only.has(name));
const schemes = ["light", "dark"] as const;

const bench = new Workbench();
try {
  await mkdir(resolve(values.to), { recursive: true });
  await buildSite({ say });
  const ofWorld = wanted.filter((shot): shot is Shot => !("when" in shot));
  if (ofWorld.length > 0) await takeWorld(ofWorld);
  const ofCluster = wanted.filter((shot): shot is ClusterShot => "when" in shot);
  if (ofCluster.length > 0) await takeCluster(ofCluster);
  const page = join(resolve(values.to), "README.md");
  await writeFile(page, picturesPage(await readFile(page, "utf8").catch(() => "")));
} finally {
  await bench.clear();
}

async function takeWorld(shots: readonly Shot[]): Promise<void> {
  const world = await startShownWorld(bench, say);
  const browser = await openBrowser(bench);
  for (const scheme of schemes) {
    const { page } = await arrive(browser, world.server, scheme);
    for (const shot of shots) {
      await goWithin(page, shot.path(world));
      await shot.before?.(page, world);
      await take(page, shot.name, scheme);
    }
    await page.context().close();
  }
}

/** Its leader is lost once, before the eyes of both. */
async function takeCluster(shots: readonly ClusterShot[]): Promise<void> {
  const cluster = await startShownCluster(bench, say);
  const browser = await openBrowser(bench);
  const place = await cluster.follower.announcement();
  const visitors = await Promise.all(schemes.map((scheme) => arrive(browser, place, scheme)));
  for (const moment of ["led", "taken over"] as const) {
    if (moment === "taken over") await cluster.loseLeader();
    for (const { name, path } of shots.filter(({ when }) => when === moment))
      for (const { page, scheme } of visitors) {
        await goWithin(page, path);
        if (moment === "taken over") await page.getByRole("status").getByText("has taken over").waitFor();
        // The new leader counts what is under way a moment later.
        await page.getByText("Attempts on agents").waitFor();
        await take(page, name, scheme);
      }
  }
}

async function arrive(browser: OpenBrowser, place: Pick<TroupeServer, "httpUrl" | "token">, scheme: Scheme) {
  const visitor = await Visitor.arrive(browser, placeOf(place), { scheme, viewport, scale });
  await visitor.goTo("/");
  return { page: visitor.page, scheme };
}

async function take(page: Page, name: string, scheme: Scheme): Promise<void> {
  await page.mouse.move(0, 0);
  // What comes by itself after the first picture of it: a layout, a curve, a second's figures.
  await page.waitForTimeout(settleMs);
  const file = join(resolve(values.to), `${name}-${scheme}.${values.png ? "png" : "webp"}`);
  await writeFile(file, await picture(page));
  say(file);
}

/** Of what is in sight. WebP is a third of PNG's size, at a quality at which text stays sharp. */
async function picture(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const format = values.png ? { format: "png" as const } : { format: "webp" as const, quality: 85 };
  // Without the room that is kept for a scroll bar, which pictures do not have.
  const width = await page.evaluate(() => document.body.clientWidth);
  const clip = { x: 0, y: 0, width, height: viewport.height, scale };
  const { data } = await session.send("Page.captureScreenshot", { ...format, clip });
  await session.detach();
  return Buffer.from(data, "base64");
}
