/** Who this agent is: the name that its owner gave it, or one made of the host's name once and kept with its state. */
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

export function agentIdIn(stateDir: string, given: string | null): string {
  if (given !== null) return given;
  const file = join(stateDir, "agent-id");
  try {
    const known = readFileSync(file, "utf8").trim();
    if (known !== "") return known;
  } catch {
    // The first start here.
  }
  const host =
    hostname()
      .replaceAll(/[^A-Za-z0-9._-]/g, "-")
      .replace(/^[^A-Za-z0-9]+/, "") || "agent";
  const made = `${host.slice(0, 100)}-${randomBytes(3).toString("hex")}`;
  writeFileSync(file, `${made}\n`);
  return made;
}
