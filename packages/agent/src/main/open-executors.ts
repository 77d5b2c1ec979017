/** What can run steps on this machine, and what all of it shares. */
import type { StepDeclaration } from "@troupe/core";
import type { Logger } from "pino";
import type { AgentSettings } from "../config/settings.ts";
import type { Executor } from "../ports/executor.ts";

export interface ExecutorSet {
  /** By the kind of step: "function", "python", "command". */
  readonly byKind: ReadonlyMap<string, Executor>;
  readonly isolationTier: 1 | 2 | 3;
  /** What a process left in its folder; see CollectTools. */
  readonly readOutput: (folder: string, declaration: StepDeclaration) => Promise<unknown>;
  /** Processes are left alone; functions end. */
  close(): Promise<void>;
}

export async function openExecutors(_settings: AgentSettings, _log: Logger): Promise<ExecutorSet> {
  return { byKind: new Map(), isolationTier: 3, readOutput: async () => undefined, close: async () => undefined };
}
