/**
 * Stages what would be published, package by package, in build/<package>/, after `tsc --build`.
 *
 *   npm run build              stage
 *   npm run build -- --pack    also make tarballs in build/tarballs/
 *
 * In the repository a manifest points at its TypeScript sources; in what is staged it points at dist.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, glob, mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";

type Targets = string | null | { readonly [condition: string]: Targets };

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Targets;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

interface Workspace {
  readonly folder: string;
  readonly manifest: Manifest;
}

const root = join(import.meta.dirname, "..");
const build = join(root, "build");
const { values } = parseArgs({ options: { pack: { type: "boolean", default: false } } });

const workspaces = await readWorkspaces();
const versions = new Map(workspaces.map(({ manifest }) => [manifest.name, manifest.version]));

const staged: string[] = [];
for (const workspace of workspaces) staged.push(await stage(workspace));
console.error(`staged ${staged.length} packages in build/`);
if (values.pack) await pack(staged);

async function readWorkspaces(): Promise<readonly Workspace[]> {
  const found: Workspace[] = [];
  for await (const path of glob(["proto/package.json", "packages/*/package.json"], { cwd: root })) {
    const manifest: Manifest = JSON.parse(readFileSync(join(root, path), "utf8"));
    if (!manifest.private) found.push({ folder: join(root, dirname(path)), manifest });
  }
  return found.sort((a, b) => a.folder.localeCompare(b.folder));
}

async function stage({ folder, manifest }: Workspace): Promise<string> {
  const target = join(build, basename(folder));
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const published = publishedManifest(manifest);
  await writeFile(join(target, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
  await cp(join(root, "LICENSE"), join(target, "LICENSE"));
  for (const file of await publishedFiles(folder, manifest)) await cp(join(folder, file), join(target, file));
  for (const path of Object.values(published.bin ?? {})) requireStaged(target, path);
  for (const path of paths(published.exports ?? null)) requireStaged(target, path);
  return target;
}

function publishedManifest(manifest: Manifest): Manifest {
  const { devDependencies: _development, scripts: _scripts, ...rest } = manifest;
  return {
    ...rest,
    ...(rest.bin && {
      bin: Object.fromEntries(Object.entries(rest.bin).map(([name, path]) => [name, compiled(path)])),
    }),
    ...(rest.exports && { exports: publishedTargets(rest.exports) }),
    ...(rest.dependencies && { dependencies: pinned(rest.dependencies) }),
  };
}

/** Every export of a source becomes one of its declarations and its JavaScript; other exports stay. */
function publishedTargets(targets: Targets): Targets {
  if (targets === null) return null;
  if (typeof targets !== "string")
    return Object.fromEntries(Object.entries(targets).map(([key, value]) => [key, publishedTargets(value)]));
  const script = compiled(targets);
  return script === targets ? targets : { types: script.replace(/\.js$/, ".d.ts"), default: script };
}

function compiled(path: string): string {
  return path.replace(/^\.\/src\/(.*)\.ts$/, "./dist/$1.js");
}

/** Our packages are released together and know only each other's exact version. */
function pinned(dependencies: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(dependencies).map(([name, range]) => [name, versions.get(name) ?? range] as const),
  );
}

async function publishedFiles(folder: string, { name, files = [] }: Manifest): Promise<readonly string[]> {
  const published = existsSync(join(folder, "README.md")) ? ["README.md"] : [];
  for (const pattern of files) {
    const matches = await filesOf(folder, pattern);
    if (matches.length === 0) throw new Error(`${name}: "files" names ${pattern}, but there is no such file`);
    published.push(...matches);
  }
  return published;
}

async function filesOf(folder: string, pattern: string): Promise<readonly string[]> {
  const matches: string[] = [];
  for await (const entry of glob([pattern, `${pattern}/**`], { cwd: folder, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (entry.isFile() && !isLeftover(folder, path)) matches.push(path);
  }
  return matches.sort();
}

/** The compiler does not remove what it emitted for a source that is gone. */
function isLeftover(folder: string, path: string): boolean {
  const source = /^dist\/(.*?)(?:\.d\.ts|\.js)$/.exec(path)?.[1];
  return source !== undefined && !existsSync(join(folder, "src", `${source}.ts`));
}

function paths(targets: Targets): readonly string[] {
  if (targets === null) return [];
  return typeof targets === "string" ? [targets] : Object.values(targets).flatMap(paths);
}

function requireStaged(target: string, path: string): void {
  if (!path.includes("*") && !existsSync(join(target, path)))
    throw new Error(`${basename(target)}: the manifest names ${path}, but there is no such file`);
}

async function pack(folders: readonly string[]): Promise<void> {
  const tarballs = join(build, "tarballs");
  await rm(tarballs, { recursive: true, force: true });
  await mkdir(tarballs, { recursive: true });
  execFileSync("npm", ["pack", "--silent", "--pack-destination", tarballs, ...folders], { stdio: ["ignore", 2, 2] });
}
