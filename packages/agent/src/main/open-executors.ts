/** What can run steps on this machine, and what all of it shares. */
import { join } from "node:path";
import type { StepDeclaration } from "@troupe/core";
import type { AttemptKey, Clock } from "@troupe/engine";
import { pythonLibrary } from "@troupe/python";
import type { Logger } from "pino";
import { ShellLauncher } from "../adapters/launcher/shell-launcher.ts";
import { SqliteRowSource } from "../adapters/sqlite/row-source.ts";
import { readConnections } from "../config/connections.ts";
import type { AgentSettings } from "../config/settings.ts";
import { CommandExecutor } from "../executors/command.ts";
import { FunctionExecutor } from "../executors/function.ts";
import { LookOut } from "../executors/poll/look-out.ts";
import { PollExecutor } from "../executors/poll.ts";
import { PythonExecutor } from "../executors/python.ts";
import type { Executor } from "../ports/executor.ts";
import type { RowSource } from "../ports/look.ts";
import { detectIsolation, isolationName } from "../process-tree/isolation.ts";
import { readFailure, type SaidFailure } from "../step-protocol/read-failure.ts";
import { readOutput } from "../step-protocol/read-output.ts";

export interface ExecutorSet {
  /** By the kind of step: "function", "python", "command". */
  readonly byKind: ReadonlyMap<string, Executor>;
  readonly isolationTier: 1 | 2 | 3;
  /** What a process left in its folder; see CollectTools. */
  readonly readOutput: (folder: string, declaration: StepDeclaration) => Promise<unknown>;
  readonly readFailure: (folder: string) => Promise<SaidFailure | undefined>;
  /** Processes are left alone; functions end. */
  close(): Promise<void>;
}

export interface ExecutorSurroundings {
  readonly agentId: string;
  readonly log: Logger;
  readonly clock: Clock;
  /** Keeps a file that a function saved, and says where it can be read from then on. */
  readonly save: (key: AttemptKey, path: string, digest: string) => Promise<string>;
}

/** Throws TroupeError(fatal, "ISOLATION_UNAVAILABLE") if the tier that was asked for cannot be had. */
export async function openExecutors(
  settings: AgentSettings,
  { agentId, log, clock, save }: ExecutorSurroundings,
): Promise<ExecutorSet> {
  const { isolationTier, python, stateDir, cacheDir, environments, connectionsFile } = settings;
  const name = isolationName(agentId, stateDir);
  const isolation = detectIsolation({ name, ...(isolationTier === null ? {} : { tier: isolationTier }) });
  log.info({ tier: isolation.tier, reason: isolation.reason }, "process trees are ended by this tier");
  const launcher = new ShellLauncher({ folder: join(stateDir, "lanes"), isolation });
  const pythons = new PythonExecutor({
    launcher,
    library: pythonLibrary,
    environmentsFolder: join(cacheDir, "environments"),
    environments,
    ...(python === null ? {} : { interpreter: python }),
  });
  const functions = new FunctionExecutor({
    isolation,
    save: ({ runId, task, attempt }, file) => save({ runId, task, attempt }, file.path, file.digest),
    onStray: (text) => log.warn({ text }, "printed by a worker of functions, and by no attempt"),
  });
  const sources = await openRowSources(connectionsFile);
  const polls = new PollExecutor({ looker: new LookOut(sources), clock });
  return {
    byKind: new Map<string, Executor>([
      ["function", functions],
      ["command", new CommandExecutor({ launcher })],
      ["python", pythons],
      ["poll", polls],
    ]),
    isolationTier: isolation.tier,
    readFailure,
    readOutput,
    close: async () => {
      await functions.close();
      polls.close();
      for (const source of sources.values()) await source.close();
      await launcher.close();
      await isolation.leave();
    },
  };
}

async function openRowSources(path: string | null): Promise<ReadonlyMap<string, RowSource>> {
  const connections = path === null ? new Map<string, URL>() : readConnections(path);
  const sources = new Map<string, RowSource>();
  for (const [name, url] of connections) {
    if (url.protocol === "sqlite:") sources.set(name, new SqliteRowSource(url.pathname));
    // Loaded by those who have such a database alone.
    else sources.set(name, new (await import("../adapters/pg/row-source.ts")).PgRowSource(url.href));
  }
  return sources;
}
