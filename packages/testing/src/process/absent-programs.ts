/** Servers that a test needs and that this machine may lack. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Those that are not on the PATH: what needs them is skipped, by name, on a laptop. Empty in CI, where the test runs and
 * fails for want of them: a suite that skips what it was set up for would prove nothing.
 *
 * @example
 * ```ts
 * const absent = absentPrograms("nats-server");
 * test.skipIf(absent.length > 0)("the feed goes on (needs: nats-server)", async () => {
 *   const bench = new Workbench();
 *   const server = await bench.start("nats-server", ["--addr", "127.0.0.1", "--port", "-1"]);
 *   await server.said(/Server is ready/);
 *   await bench.clear();
 * });
 * ```
 */
export function absentPrograms(...names: readonly string[]): readonly string[] {
  return process.env.CI ? [] : names.filter((name) => !isOnPath(name));
}

export function isOnPath(name: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => isExecutable(join(folder, name)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
