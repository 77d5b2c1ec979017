/** The console's site: what Vite makes of packages/console, built where its sources are newer than what is there. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { compressSite } from "./compress.ts";

const root = join(import.meta.dirname, "../..");
const consoleFolder = join(root, "packages/console");

/** Git-ignored; what the coordinators serve. */
export const siteFolder = join(consoleFolder, "site");

/** What else the site is made of: other packages' code that it carries, and the libraries' versions. */
const sources = [
  consoleFolder,
  ...["packages/core/src", "proto", "docs/errors.md", "package-lock.json"].map((path) => join(root, path)),
];
const notSources: ReadonlySet<string> = new Set(["node_modules", "dist", "site"]);
const unfinished = ".site-";
const isTest = /\.test\.tsx?$/;

export interface SiteOptions {
  /** Told once, before a build; not if there is nothing to build. */
  readonly say: (text: string) => void;
  /** Also if it is up to date. */
  readonly always?: boolean;
}

/** Answers how long the build took in milliseconds; null if the site was up to date. Throws with what Vite said. */
export async function buildSite({ say, always = false }: SiteOptions): Promise<number | null> {
  if (!always && (await isUpToDate())) return null;
  say("building the console…");
  const began = performance.now();
  const asOf = new Date();
  // Beside the old one, which is served and tested meanwhile.
  const fresh = await mkdtemp(join(consoleFolder, unfinished));
  try {
    await runVite(fresh);
    await compressSite(fresh);
    // What was changed while it was built may not be in it.
    await utimes(join(fresh, "index.html"), asOf, asOf);
    await replaceSite(fresh);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return performance.now() - began;
}

async function isUpToDate(): Promise<boolean> {
  const built = await stat(join(siteFolder, "index.html")).catch(() => null);
  if (built === null) return false;
  for (const source of sources) if ((await newestIn(source)) > built.mtimeMs) return false;
  return true;
}

/** When something in it was changed last; a folder changes with what is added to it or taken away. */
async function newestIn(path: string): Promise<number> {
  const { mtimeMs } = await stat(path);
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const kept = entries.filter(
    ({ name }) => !notSources.has(name) && !name.startsWith(unfinished) && !isTest.test(name),
  );
  const inside = await Promise.all(
    kept.map((entry) => {
      const inner = join(path, entry.name);
      return entry.isDirectory() ? newestIn(inner) : stat(inner).then((found) => found.mtimeMs);
    }),
  );
  // Of the console's own folder only what is in it: each build makes and removes a folder there.
  return Math.max(path === consoleFolder ? 0 : mtimeMs, ...inside);
}

async function runVite(outDir: string): Promise<void> {
  const vite = join(
    dirname(createRequire(join(consoleFolder, "package.json")).resolve("vite/package.json")),
    "bin/vite.js",
  );
  const words = ["build", "--outDir", outDir, "--emptyOutDir", "--logLevel", "warn"];
  const child = spawn(process.execPath, [vite, ...words], { cwd: consoleFolder, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (said += data));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`the console cannot be built: vite exited with ${code} and said\n${said}`);
}

async function replaceSite(fresh: string): Promise<void> {
  const old = `${fresh}-old`;
  if (existsSync(siteFolder)) await rename(siteFolder, old);
  await rename(fresh, siteFolder);
  await rm(old, { recursive: true, force: true });
}
