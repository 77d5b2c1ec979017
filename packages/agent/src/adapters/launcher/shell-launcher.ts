/** The launcher on POSIX systems: lanes under a shell process start programs, and outlive the agent with them. */
import { writeFileSync } from "node:fs";
import { InvariantError, invariant, TroupeError } from "@troupe/core";
import { inheritedEnvironment } from "../../executors/inherited-environment.ts";
import type { Execution } from "../../ports/executor.ts";
import type { Launcher, Program } from "../../ports/launcher.ts";
import type { Isolation, ProcessTree } from "../../process-tree/process-tree.ts";
import { awaitRecord } from "./adoption.ts";
import type { Lane } from "./lane.ts";
import { LanePool } from "./lane-pool.ts";
import { ProcessExecution } from "./process-execution.ts";
import { readRunHeader, renderRunScript, runScriptName } from "./run-script.ts";

export interface ShellLauncherOptions {
  /** A folder of this agent process alone. */
  readonly folder: string;
  readonly isolation: Isolation;
  /** The environment of what is started, under what each program adds. Default: this process's, without what is its own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** POSIX sh. dash starts twice as many programs a second as bash. */
  readonly shell?: string;
  /** Idle lanes to keep. */
  readonly idleLanes?: number;
}

export class ShellLauncher implements Launcher {
  readonly #isolation: Isolation;
  readonly #pool: LanePool;

  constructor({ folder, isolation, environment, shell = "/bin/sh", idleLanes = 32 }: ShellLauncherOptions) {
    this.#isolation = isolation;
    this.#pool = new LanePool({
      folder,
      homes: isolation.homes,
      environment: environment ?? inheritedEnvironment(process.env),
      shell,
      idle: idleLanes,
    });
  }

  async start(program: Program): Promise<Execution> {
    const { folder } = program;
    invariant(folder.startsWith("/") && !folder.includes("\n"), `${folder} cannot be told to a lane`);
    const lane = await this.#pool.acquire();
    const tree = this.#plant(program, lane);
    const execution = new ProcessExecution(lane.identity, tree, folder, lane.run(folder));
    void execution.ended.then(({ survivors }) => (survivors === undefined ? this.#pool.release(lane) : lane.close()));
    return execution;
  }

  /** What a lane is going to run, and where; the lane stays idle if that cannot be made. */
  #plant(program: Program, lane: Lane): ProcessTree {
    const { folder, attemptId, memoryBytes } = program;
    try {
      const tree = this.#isolation.plant(attemptId, lane.identity, memoryBytes);
      const header = { attemptId, supervisor: lane.identity, groups: tree.groups };
      // Synchronous: a file of some hundred bytes takes less time to write than to hand to another thread.
      writeFileSync(`${folder}/${runScriptName}`, renderRunScript(program, header));
      return tree;
    } catch (cause) {
      this.#pool.release(lane);
      if (cause instanceof InvariantError) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new TroupeError(`${attemptId} could not be started: ${why}`, {
        code: "LAUNCHER_FAILED",
        reaction: "retry",
        cause,
      });
    }
  }

  async adopt(folder: string): Promise<Execution | null> {
    const header = await readRunHeader(folder);
    if (header === undefined) return null;
    const tree = this.#isolation.find(header.attemptId, header.supervisor, header.groups);
    return new ProcessExecution(header.supervisor, tree, folder, awaitRecord(folder, header.supervisor));
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}
