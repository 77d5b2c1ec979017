import { glob } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { TroupeError } from "@troupe/core";
import type { Sight } from "../../ports/look.ts";

const pathsAtMost = 1000;

export async function lookAtFiles(pattern: string): Promise<Sight> {
  if (!isAbsolute(pattern))
    throw new TroupeError(`${pattern} does not begin with /, and an agent has no folder of its own to look in`, {
      code: "WAIT_INVALID",
      reaction: "reject",
    });
  const paths: string[] = [];
  for await (const path of glob(pattern)) {
    paths.push(path);
    if (paths.length === pathsAtMost) break;
  }
  if (paths.length === 0) return { isReady: false, seen: `nothing at ${pattern}` };
  return { isReady: true, facts: { paths: paths.sort() }, seen: `${paths.length} at ${pattern}` };
}
