/**
 * Which runs may begin: a line for each pipeline that has live runs. What it knows follows from the records of live runs,
 * the policy of each pipeline's current version, and the blocks of strict sequences: a new leader makes it anew.
 *
 * Decided at once, in the turn in which the group that makes or ends a run is staged. Groups are written in that order,
 * so that nobody is cancelled for a run that is not there, and nobody begins in the place of one that has not ended.
 */
import {
  admit,
  blockedAfter,
  type Held,
  Line,
  type LineMember,
  type Overlap,
  type RunHeader,
  roomOf,
  runStatuses,
  settle,
} from "@troupe/core";
import type { Group } from "../commit/committer.ts";
import type { StateStore } from "../ports/state-store.ts";
import { blockKey, blocksPrefix } from "../records/keys.ts";
import { blockRecord } from "../records/records.ts";
import { scanAll } from "../records/scan-all.ts";
import type { RunMessage } from "../run/messages.ts";
import { overlaps, waitsTooMany } from "./refusals.ts";
import { waitsInLine } from "./waits-in-line.ts";

export interface AdmissionsSurroundings {
  readonly store: StateStore;
  /** What the current version of a pipeline says. */
  overlapOf(pipeline: string): Promise<Overlap>;
  tell(runId: string, message: RunMessage): boolean;
}

/** Runs of one pipeline that may wait. More help nobody, and each is a record. */
const mostWaiting = 100_000;

export class Admissions {
  readonly #around: AdmissionsSurroundings;
  /** By pipeline: as many as were ever applied. */
  readonly #lines = new Map<string, Line>();
  /** Lines whose policy is known, or being asked for. */
  readonly #opened = new Map<string, Promise<void>>();
  /** Every live run has its place: before that a line looks shorter than it is, and gives no orders. */
  #isComplete = false;

  constructor(around: AdmissionsSurroundings) {
    this.#around = around;
  }

  /** Before anything is restored. */
  async load(): Promise<void> {
    for await (const { value } of scanAll(this.#around.store, blocksPrefix)) {
      const { pipeline, blockedBy } = blockRecord.decode(value);
      this.#line(pipeline).blockedBy = blockedBy;
    }
  }

  /** Takes its place again: of an earlier term, or after it failed and was read anew. */
  restored(header: RunHeader): void {
    if (runStatuses[header.status].terminal) return;
    const line = this.#line(header.pipeline);
    line.leave(header.runId);
    if (header.status === "waiting") return line.wait(memberOf(header));
    line.begin(memberOf(header));
    if (header.status === "cancelling" || header.cancel !== null) line.end(header.runId);
  }

  /** After all of them: carries on where the predecessor was. */
  async start(): Promise<void> {
    for (const pipeline of this.#lines.keys()) await this.open(pipeline);
    this.#isComplete = true;
    for (const pipeline of this.#lines.keys()) this.#settle(pipeline);
  }

  /** Whether enough is known to admit a run: its policy, and who stands before it if that matters. */
  isOpen(pipeline: string): boolean {
    return this.#isComplete || roomOf(this.#line(pipeline).overlap) === Number.POSITIVE_INFINITY;
  }

  /** Finds out what holds for a pipeline. To be awaited before `isOpen`, and that to be asked before `admit`, which decides at once. */
  open(pipeline: string): Promise<void> {
    const known = this.#opened.get(pipeline);
    if (known !== undefined) return known;
    const opening = this.#around.overlapOf(pipeline).then((overlap) => {
      // Another version may have been applied while the store was asked.
      if (this.#opened.get(pipeline) === opening) this.#line(pipeline).overlap = overlap;
    });
    this.#opened.set(pipeline, opening);
    opening.catch(() => this.#opened.delete(pipeline));
    return opening;
  }

  /** What counts from now on, also for the runs that wait: those begin that it lets begin. */
  applied(pipeline: string, overlap: Overlap): void {
    this.#opened.set(pipeline, Promise.resolve());
    this.#line(pipeline).overlap = overlap;
    this.#settle(pipeline);
  }

  /** Why it has to wait; undefined if it begins at once. Throws RUN_OVERLAPS if the pipeline wants no further run. */
  admit(pipeline: string, origin: Pick<RunHeader, "cause">): Held | undefined {
    const line = this.#line(pipeline);
    const admission = admit(line, { rerunOf: rerunOf(origin) });
    if (admission.type === "begin") return undefined;
    if (admission.type === "refuse") throw overlaps(pipeline, line.overlap, admission.behind);
    if (line.waiting.length >= mostWaiting) throw waitsTooMany(pipeline, mostWaiting);
    return { policy: line.overlap.policy, behind: admission.behind };
  }

  /** It is being written: in the turn of `admit`. */
  join(header: RunHeader): void {
    this.restored(header);
    this.#settle(header.pipeline);
  }

  /** What has to be written with the event that ends a run; those whose turn has come are told. */
  ended(header: RunHeader): Pick<Group, "puts" | "deletes"> {
    const { runId, pipeline, status } = header;
    const line = this.#line(pipeline);
    const before = line.blockedBy;
    line.blockedBy = blockedAfter(line, { runId, status, rerunOf: rerunOf(header) });
    line.leave(runId);
    this.#settle(pipeline);
    return line.blockedBy === before ? {} : blockWrites(pipeline, line.blockedBy);
  }

  /** Somebody lets it begin: what it waited for does not hold the others back any more either. */
  released(header: RunHeader): Pick<Group, "puts" | "deletes"> {
    const line = this.#line(header.pipeline);
    const wasBlocked = line.blockedBy.length > 0;
    line.blockedBy = [];
    line.begin(memberOf(header));
    return wasBlocked ? blockWrites(header.pipeline, []) : {};
  }

  /** What a run that waits is waiting for; "" if it is not its turn's fault. */
  explain({ pipeline, runId }: Pick<RunHeader, "pipeline" | "runId">): string {
    const line = this.#lines.get(pipeline);
    return line === undefined ? "" : waitsInLine(line, runId);
  }

  #settle(pipeline: string): void {
    if (!this.#isComplete) return;
    const line = this.#line(pipeline);
    // Cancelled first: of those that make way for each other only one may begin.
    const { cancel, release } = settle(line);
    for (const { runId, by } of cancel) {
      line.end(runId);
      this.#around.tell(runId, { type: "Supersede", by });
    }
    for (const member of release) {
      line.begin(member);
      this.#around.tell(member.runId, { type: "Release" });
    }
  }

  #line(pipeline: string): Line {
    const known = this.#lines.get(pipeline);
    if (known !== undefined) return known;
    const line = new Line();
    this.#lines.set(pipeline, line);
    return line;
  }
}

function memberOf(header: RunHeader): LineMember {
  const { runId, interval, createdAt } = header;
  return { runId, place: interval?.start ?? createdAt, rerunOf: rerunOf(header) };
}

function rerunOf({ cause }: Pick<RunHeader, "cause">): string | null {
  return cause.kind === "rerun" ? cause.of : null;
}

function blockWrites(pipeline: string, blockedBy: readonly string[]): Pick<Group, "puts" | "deletes"> {
  const key = blockKey(pipeline);
  return blockedBy.length === 0
    ? { deletes: [key] }
    : { puts: [{ key, value: blockRecord.encode({ pipeline, blockedBy }) }] };
}
