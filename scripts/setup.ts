/**
 * Sees to the programs that Troupe needs from the machine, beside the npm packages.
 *
 *   node scripts/setup.ts [--for quickstart|test|offline|cluster|console] [--install]
 *
 * Installs what is missing when it may: as root on Debian and its kin, or with --install. Else it says what is missing:
 * a test whose program is missing skips itself by name, and fails in CI.
 */
import { parseArgs } from "node:util";
import { install, installCommand, mayInstall, missingFor, type Purpose } from "./system-needs.ts";

const options = { for: { type: "string", default: "test" }, install: { type: "boolean", default: false } } as const;
const { values } = parseArgs({ options });
const missing = missingFor(values.for as Purpose);

for (const { name, why } of missing) console.error(`setup: ${name} is missing (${why}).`);
if (missing.length > 0) {
  if (!mayInstall(values.install)) {
    console.error(`setup: on Debian or Ubuntu: ${installCommand(missing)}, or run this with --install.`);
  } else if (!install(missing)) {
    console.error(`setup: could not install them; by hand: ${installCommand(missing)}`);
    process.exitCode = 1;
  }
}
