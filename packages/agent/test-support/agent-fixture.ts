/** An agent with a fake coordinator before it and fake executors behind it, everything else real, in a folder of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultLimits } from "@troupe/core";
import type { CoordinatorMessage } from "@troupe/proto";
import { pino } from "pino";
import { loadSettings, type SettingSources } from "../src/config/load-settings.ts";
import type { ExecutorSet } from "../src/main/open-executors.ts";
import type { Agent } from "../src/main/running-agent.ts";
import { type AgentParts, startAgent } from "../src/main/start-agent.ts";
import type { Executor } from "../src/ports/executor.ts";
import { FakeCoordinator, type FakeSession } from "./fake-coordinator.ts";
import { FakeExecutor, FakeProcessExecutor } from "./fake-executor.ts";

export type Offer = NonNullable<CoordinatorMessage["offer"]>;
export type Key = { readonly runId: string; readonly task: string; readonly attempt: number };

export const key = (task = "train", attempt = 1): Key => ({ runId: "run1", task, attempt });

type Flags = NonNullable<SettingSources["flags"]>;

export class AgentFixture {
  readonly folder = mkdtempSync(join(tmpdir(), "troupe-agent-"));
  readonly functions = new FakeExecutor();
  processes = new FakeProcessExecutor();
  coordinator: FakeCoordinator;
  readonly #agents: Agent[] = [];

  private constructor(coordinator: FakeCoordinator) {
    this.coordinator = coordinator;
  }

  static async open(): Promise<AgentFixture> {
    return new AgentFixture(await FakeCoordinator.start());
  }

  /** The one started last. */
  get agent(): Agent {
    const agent = this.#agents.at(-1);
    if (agent === undefined) throw new Error("no agent was started");
    return agent;
  }

  get stateDir(): string {
    return join(this.folder, "state");
  }

  /** With executors that the test plays, unless it brings others. */
  start(parts: AgentParts = {}, flags: Flags = {}): Promise<Agent> {
    return this.startReal({ executors: this.executors(), ...parts }, flags);
  }

  /** With those that an agent has. */
  async startReal(parts: AgentParts = {}, flags: Flags = {}): Promise<Agent> {
    const agent = await startAgent(
      loadSettings({
        flags: {
          coordinators: this.coordinator.address,
          stateDir: this.stateDir,
          cacheDir: join(this.folder, "cache"),
          agentId: "agent-1",
          minFreeBytes: "1",
          ...flags,
        },
        env: { XDG_CONFIG_HOME: this.folder },
      }),
      {
        log: pino({ level: process.env.TROUPE_TEST_LOG ?? "silent" }),
        random: () => 0,
        ...parts,
      },
    );
    this.#agents.push(agent);
    return agent;
  }

  executors(byKind?: Readonly<Record<string, Executor>>): ExecutorSet {
    return {
      byKind: new Map(Object.entries(byKind ?? { function: this.functions, command: this.processes })),
      isolationTier: 3,
      readOutput: async () => undefined,
      readFailure: async () => undefined,
      close: async () => undefined,
    };
  }

  /** A coordinator that was killed, and its successor at the same address. */
  async restartCoordinator(): Promise<FakeCoordinator> {
    const { port } = this.coordinator;
    this.coordinator.stop();
    this.coordinator = await FakeCoordinator.start(port);
    return this.coordinator;
  }

  async welcomed(welcome: NonNullable<CoordinatorMessage["welcome"]> = {}): Promise<FakeSession> {
    return (await this.coordinator.session()).welcome(welcome);
  }

  async close(): Promise<void> {
    for (const agent of this.#agents) {
      void agent.stop();
      // The second call does not wait for results that nobody will acknowledge.
      await agent.stop();
    }
    this.coordinator.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function offer(of: Key = key(), spec: NonNullable<Offer["spec"]> = {}, term = 1): CoordinatorMessage {
  return {
    offer: {
      key: of,
      clusterId: "c1",
      term,
      spec: {
        pipeline: "churn",
        step: of.task,
        declarationJson: JSON.stringify(declaration()),
        inputsJson: "{}",
        graceMs: 5000,
        ...spec,
      },
    },
  };
}

export function declaration(kind: "function" | "command" = "function", output?: unknown): Record<string, unknown> {
  const runs = kind === "command" ? { kind, argv: ["true"] } : { kind };
  return { runs, input: { type: "object" }, ...(output === undefined ? {} : { output }), limits: defaultLimits };
}

export const command = (output?: unknown): string => JSON.stringify(declaration("command", output));
