/**
 * Sees to the programs that Troupe needs from the machine, beside the npm packages.
 *
 *   node scripts/setup.ts [--for quickstart|test] [--install]
 *
 * Installs what is missing when it may: as root on Debian and its kin, or with --install. Else it says what is missing.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";

type Purpose = "quickstart" | "test";

interface Need {
  readonly program: string;
  readonly debianPackage: string;
  readonly for: readonly Purpose[];
  readonly why: string;
}

const needs: readonly Need[] = [
  { program: "python3", debianPackage: "python3", for: ["quickstart", "test"], why: "steps written in Python" },
];

const { values } = parseArgs({ options: { for: { type: "string" }, install: { type: "boolean", default: false } } });
const missing = needs.filter((need) => isWanted(need) && !isOnPath(need.program));

if (missing.length > 0) {
  const packages = missing.map(({ debianPackage }) => debianPackage);
  if (values.install || (process.getuid?.() === 0 && existsSync("/etc/debian_version"))) install(packages);
  else report(missing, packages);
}

function isWanted(need: Need): boolean {
  return values.for === undefined || need.for.some((purpose) => purpose === values.for);
}

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}

function install(packages: readonly string[]): void {
  const sudo = process.getuid?.() === 0 ? [] : ["sudo"];
  console.error(`setup: installing ${packages.join(", ")}`);
  run([...sudo, "apt-get", "update", "-q"]);
  run([...sudo, "apt-get", "install", "-q", "-y", "--no-install-recommends", ...packages]);
}

function run([program = "", ...args]: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status, error } = spawnSync(program, args, { stdio: ["ignore", 2, 2], env });
  if (status === 0) return;
  console.error(
    `setup: ${program} ${args.join(" ")} failed (${error?.message ?? `exit ${status}`}); install it by hand.`,
  );
  process.exit(1);
}

/** Only a report: a test whose program is missing skips itself by name, and fails in CI. */
function report(absent: readonly Need[], packages: readonly string[]): void {
  for (const { program, why } of absent) console.error(`setup: ${program} is missing (${why}).`);
  console.error(`setup: on Debian or Ubuntu: sudo apt-get install ${packages.join(" ")}, or run this with --install.`);
}
