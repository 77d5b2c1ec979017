/** Names of pipelines, steps, nodes and arms: they stand in URLs, file names and metric labels. */
import { namePattern, specLimits } from "@troupe/core";
import { invalidSpec } from "./invalid-spec.ts";

/** Throws if the name cannot stand there, and proposes one that can. */
export function checkName(name: string, what: string): void {
  if (typeof name === "string" && namePattern.test(name) && name.length <= specLimits.nameLength) return;
  const shown = JSON.stringify(name) ?? String(name);
  if (typeof name === "string" && name.length > specLimits.nameLength) {
    const message = `has ${name.length} characters`;
    throw invalidSpec({ field: `${what} ${shown}`, message, fix: `use at most ${specLimits.nameLength}` });
  }
  const better = kebab(String(name));
  throw invalidSpec({
    field: `${what} ${shown}`,
    message: "is not a name that can stand in a URL and a file name",
    fix: `use lower-case words joined by "-"${better === undefined ? "" : `, such as "${better}"`}`,
  });
}

/** The nearest name, if there is one. */
function kebab(text: string): string | undefined {
  const name = text
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, specLimits.nameLength);
  return namePattern.test(name) ? name : undefined;
}
