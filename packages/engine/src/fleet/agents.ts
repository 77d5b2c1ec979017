/** Agents as the outside sees them, and what an agent says over its session. */
import type { AttemptOutcome, Digest, Json } from "@troupe/core";
import type { AgentHello, AgentSession, Agents, AgentView, SessionLink } from "../engine.ts";
import { type Actor, ask } from "../kernel/actor.ts";
import type { Archive } from "../ports/archive.ts";
import type { AttemptKey } from "../ports/telemetry-store.ts";
import type { RunRegistry } from "../run/run-registry.ts";
import { readText } from "../sealing/archive-text.ts";
import type { Connected, FleetMessage } from "./messages.ts";
import { noSuchAgent } from "./no-such-agent.ts";

export interface AgentsSurroundings {
  readonly fleet: Actor<FleetMessage>;
  readonly registry: RunRegistry;
  readonly archive: Archive;
  readonly clusterId: string;
  readonly term: number;
  readonly beatIntervalMs: number;
  /** Every live run is loaded: only then it is known what each agent has. */
  readonly runsAreThere: Promise<void>;
  /** It has a session, and perhaps results that nobody has acknowledged. */
  welcomed(agentId: string, bringsResults: boolean): void;
}

export class AgentsOfEngine implements Agents {
  readonly #around: AgentsSurroundings;

  constructor(around: AgentsSurroundings) {
    this.#around = around;
  }

  async list(options: { readonly after?: string; readonly limit: number }): Promise<readonly AgentView[]> {
    const all = [...(await this.#all())].sort((a, b) => (a.agentId < b.agentId ? -1 : 1));
    return all.filter((agent) => options.after === undefined || agent.agentId > options.after).slice(0, options.limit);
  }

  async get(agentId: string): Promise<AgentView> {
    const all = await this.#all();
    const found = all.find((agent) => agent.agentId === agentId);
    if (found === undefined) throw noSuchAgent(agentId, all);
    return found;
  }

  async drain(agentId: string, draining: boolean): Promise<AgentView> {
    await this.get(agentId);
    return ask<FleetMessage, AgentView>(this.#around.fleet, (reply) => ({
      type: "Drain",
      agentId,
      draining,
      reply,
      reject: reply.reject,
    }));
  }

  async connect(hello: AgentHello, link: SessionLink): Promise<AgentSession> {
    const { clusterId, term, beatIntervalMs, fleet, registry } = this.#around;
    const { agentId } = hello;
    const connected = await ask<FleetMessage, Connected>(fleet, (reply) => ({
      type: "Connect",
      hello,
      link,
      reply,
      reject: reply.reject,
    }));
    const { session, superseded } = connected;
    this.#around.welcomed(
      agentId,
      hello.held.some(({ state }) => state === "ended"),
    );
    return {
      clusterId,
      term,
      beatIntervalMs,
      superseded,
      beat: ({ sequence, nonces, usage }) =>
        void fleet.admit({ type: "Beat", agentId, session, sequence, nonces, usage }),
      claim: (key) => {
        const { task, attempt } = key;
        const isTaken = registry.admit(key.runId, { type: "Claim", task, attempt, agent: agentId });
        // A run that is live and cannot listen now has not said no: the agent asks again.
        if (!isTaken && !registry.isLive(key.runId)) link.send({ type: "Refusal", key, reason: "its run is not live" });
      },
      running: (key) =>
        registry.mention(key.runId, { type: "Running", task: key.task, attempt: key.attempt, agent: agentId }),
      result: (key, outcome, outputDigest) => {
        if (outputDigest === null) this.#take(agentId, link, key, outcome);
        else void this.#spilledResult(agentId, link, key, outcome, outputDigest);
      },
      note: (key, note) => {
        const { task, attempt } = key;
        registry.mention(key.runId, { type: "Note", task, attempt, agent: agentId, note });
      },
      decline: (key, reason) =>
        void registry.admit(key.runId, {
          type: "Decline",
          task: key.task,
          attempt: key.attempt,
          agent: agentId,
          reason,
        }),
      devices: (devices) => void fleet.tell({ type: "Devices", agentId, session, devices }),
      goodbye: (reason) => void fleet.tell({ type: "Goodbye", agentId, session, reason }),
      closed: () => void fleet.tell({ type: "Closed", agentId, session }),
    };
  }

  async #spilledResult(
    agentId: string,
    link: SessionLink,
    key: AttemptKey,
    outcome: AttemptOutcome,
    outputDigest: Digest,
  ): Promise<void> {
    this.#take(agentId, link, key, await this.#withOutput(outcome, outputDigest));
  }

  #take(agentId: string, link: SessionLink, key: AttemptKey, result: AttemptOutcome): void {
    const { registry } = this.#around;
    const isTaken = registry.admit(key.runId, {
      type: "Result",
      task: key.task,
      attempt: key.attempt,
      agent: agentId,
      result,
    });
    // A run that has ended needs no result: the agent may forget it.
    if (!isTaken && !registry.isLive(key.runId)) link.send({ type: "ResultAck", key });
  }

  /** A large output lies in the archive; the run machine needs its value. */
  async #withOutput(outcome: AttemptOutcome, spilled: Digest): Promise<AttemptOutcome> {
    if (outcome.exitClass !== "success") return outcome;
    try {
      const value = JSON.parse(await readText(this.#around.archive, spilled)) as Json;
      return { ...outcome, output: { value, spilled } };
    } catch (error) {
      const message = `the output ${spilled} cannot be read from the archive: ${error instanceof Error ? error.message : String(error)}`;
      const { output: _, ...rest } = outcome;
      return { ...rest, exitClass: "error", failure: { exitClass: "error", code: "OUTPUT_UNREADABLE", message } };
    }
  }

  async #all(): Promise<readonly AgentView[]> {
    await this.#around.runsAreThere;
    return ask<FleetMessage, readonly AgentView[]>(this.#around.fleet, (reply) => ({
      type: "List",
      reply,
      reject: reply.reject,
    }));
  }
}
