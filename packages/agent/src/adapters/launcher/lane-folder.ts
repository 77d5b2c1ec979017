/** The folder in which launchers make the pipes of lanes. */
import { closeSync, constants, mkdirSync, openSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

export function makeLaneFolder(folder: string): void {
  removeLaneFolder(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/**
 * Lanes whose pipes nobody has opened wait in it for somebody at the other end, for ever if the agent that asked for them
 * and its launcher were killed together: they see one, and then the end of their input.
 */
export function removeLaneFolder(folder: string): void {
  for (const name of namesIn(folder)) letGo(join(folder, name));
  rmSync(folder, { recursive: true, force: true });
}

function letGo(path: string): void {
  let pipe: number;
  try {
    pipe = openPipe(path);
  } catch {
    // No pipe: nobody waits for it.
    return;
  }
  // SAFETY: removed while it is open, so that no lane opens it afterwards and waits for ever.
  rmSync(path, { force: true });
  closeSync(pipe);
}

/** For reading too: so it opens, and can be written to, whatever the lane does. */
export function openPipe(path: string): number {
  return openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
