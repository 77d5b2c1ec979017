/** What the quickstart needs from the machine: found, installed, or said to be missing. */
import { execFileSync } from "node:child_process";
import { install, installCommand, mayInstall, missingFor, type Purpose } from "../system-needs.ts";
import { Advice } from "./advice.ts";

/** Throws Advice if something is missing and may not be installed. */
export function prepareMachine(purpose: Purpose, installIsAsked: boolean, say: (text: string) => void): void {
  const missing = missingFor(purpose);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(" and ");
  if (!mayInstall(installIsAsked)) {
    throw new Advice(
      `${names} ${missing.length === 1 ? "is" : "are"} missing`,
      `On Debian or Ubuntu: ${installCommand(missing)}, or let it be done: npm run ${purpose === "cluster" ? "cluster" : "quickstart"} -- --install`,
    );
  }
  say(`Installing ${names}…`);
  if (!install(missing))
    throw new Advice(`${names} could not be installed; what apt says is above`, `By hand: ${installCommand(missing)}`);
}

export function pythonVersion(python: string): string {
  return execFileSync(python, ["-c", "import platform; print(platform.python_version())"], { encoding: "utf8" }).trim();
}
