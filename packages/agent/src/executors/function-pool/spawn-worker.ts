/** Starts the process of a worker. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { TroupeError } from "@troupe/core";
import type { ProcessIdentity } from "../../ports/executor.ts";
import { bootId, statOf } from "../../process-tree/process-identity.ts";
import { attemptIdVariable } from "../../process-tree/process-table.ts";

export interface SpawnedWorker {
  readonly child: ChildProcess;
  /** What its tree is found by. */
  readonly id: string;
  readonly identity: ProcessIdentity;
}

const entry = join(
  import.meta.dirname,
  `../function-worker/main.${import.meta.filename.endsWith(".ts") ? "ts" : "js"}`,
);
/** Not to be taken for a worker of an agent before this one. */
const agent = `${process.pid}-${Math.round(performance.timeOrigin)}`;
let count = 0;

/** Throws TroupeError(retry, "LAUNCHER_FAILED") if this machine starts no more processes. */
export function spawnWorker(environment: Readonly<Record<string, string>>): SpawnedWorker {
  const id = `worker/${agent}/${++count}`;
  const [program = process.execPath, ...words] = [...dyingWithParent(), process.execPath, entry];
  const child = spawn(program, words, {
    env: { ...environment, [attemptIdVariable]: id },
    // Its session tells what it started.
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
  });
  const { pid } = child;
  if (pid === undefined) throw unstartable(child);
  return { child, id, identity: { bootId: bootId(), pid, startTime: statOf(pid)?.startTime ?? "" } };
}

function unstartable(child: ChildProcess): TroupeError {
  // Told in a later turn, when nobody would be there to hear it.
  child.on("error", () => {});
  return new TroupeError(
    "a worker for functions could not be started; the limit on processes or files may be reached",
    {
      code: "LAUNCHER_FAILED",
      reaction: "retry",
    },
  );
}

let prefix: readonly string[] | undefined;

/**
 * A worker sees that its agent has died by the end of its input. One whose function never lets go of the thread sees
 * nothing, so where the system can, it kills the worker then. (A watching thread would do so everywhere, for 18 MB each.)
 */
function dyingWithParent(): readonly string[] {
  const command = ["setpriv", "--pdeathsig", "KILL"] as const;
  prefix ??= spawnSync(command[0], [...command.slice(1), "true"]).status === 0 ? command : [];
  return prefix;
}
