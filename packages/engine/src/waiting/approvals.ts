/** The face of approvals under the engine that leads: what is open, and the answers to it. */
import { type ApprovalAnswer, checkAnswer, TroupeError } from "@troupe/core";
import type { Approvals, OpenApproval, TaskView } from "../engine.ts";
import type { Catalog } from "../ports/catalog.ts";
import { absentRun } from "../retention/removed-run.ts";
import type { RunRegistry } from "../run/run-registry.ts";
import { viewNamed } from "../run/run-view.ts";
import type { SealedRuns } from "../sealing/sealed-runs.ts";
import { taskNotFound } from "../telemetry/task-attempts.ts";
import type { ApprovalQuery, OpenApprovals } from "./open-approvals.ts";

export interface ApprovalsSurroundings {
  readonly open: OpenApprovals;
  readonly registry: RunRegistry;
  readonly sealed: SealedRuns;
  /** Every live run is loaded, and what it asks is open. */
  readonly runsAreThere: Promise<void>;
  readonly catalog: Catalog;
  /** Throws NOT_LEADER once the lease can no longer be trusted. */
  checkLead(): void;
}

export class ApprovalsOfEngine implements Approvals {
  readonly #around: ApprovalsSurroundings;

  constructor(around: ApprovalsSurroundings) {
    this.#around = around;
  }

  async list(query: ApprovalQuery): Promise<readonly OpenApproval[]> {
    await this.#around.runsAreThere;
    const open = this.#around.open.list(query);
    this.#around.checkLead();
    return open;
  }

  async answer(runId: string, task: string, answer: ApprovalAnswer): Promise<TaskView> {
    const live = await this.#around.registry.ask<TaskView>(runId, (reply) => ({
      type: "Answer",
      task,
      answer,
      reply,
      reject: reply.reject,
    }));
    return live ?? this.#late(runId, task, answer);
  }

  /** The run is over and in the archive: an answer that was given then is given. */
  async #late(runId: string, task: string, answer: ApprovalAnswer): Promise<TaskView> {
    const state = (await this.#around.sealed.get(runId))?.state;
    if (state === undefined) throw await absentRun(this.#around.catalog, runId);
    const view = viewNamed(state, task, new Map());
    if (view === undefined || state.instances.get(task) === undefined) throw taskNotFound(state, task);
    const checked = checkAnswer(state, task, answer);
    if (checked instanceof TroupeError) throw checked;
    return view;
  }
}
