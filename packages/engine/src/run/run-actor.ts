/**
 * A live run. Applies what was decided at once to its working state, so that many decisions ride in one batch; what
 * leaves the actor (grants, acknowledgements, replies, watches, reads) waits until the store has it. Only an offer may
 * leave along with the commit: it is a hint without authority.
 */

import type { Digest } from "@troupe/core";
import {
  answerToClaim,
  apply,
  checkAnswer,
  decide,
  effects,
  noticesOf,
  type RunEvent,
  type RunHeader,
  type RunInput,
  type RunState,
  runStatuses,
  unreachable,
} from "@troupe/core";
import { CacheInquiry } from "../cache/cache-inquiry.ts";
import type { AnsweredQuestion } from "../cache/consultant.ts";
import type { Group } from "../commit/committer.ts";
import type { Behaviour } from "../kernel/actor.ts";
import { noticePuts } from "../notify/notice-record.ts";
import type { StateEntry } from "../ports/state-store.ts";
import { taskNotFound } from "../telemetry/task-attempts.ts";
import type { AssignedTask, RunMessage, SimpleInput } from "./messages.ts";
import { Outgoing } from "./outgoing.ts";
import { RunAudience } from "./run-audience.ts";
import { RunOffers } from "./run-offers.ts";
import { RunQueue } from "./run-queue.ts";
import { noted, puts } from "./run-records.ts";
import type { RunSurroundings } from "./run-surroundings.ts";
import { RunWake } from "./run-wake.ts";
import { ignoreFenced, RunWrites } from "./run-writes.ts";
import { taskEnded } from "./task-end.ts";

/** Long lists of independent events are written in portions, so that no group outgrows a transaction. */
const portion = 50;

export class RunActor implements Behaviour<RunMessage> {
  readonly #run: { state: RunState };
  readonly #around: RunSurroundings;
  readonly #writes: RunWrites;
  readonly #audience: RunAudience;
  readonly #queue: RunQueue;
  readonly #offers: RunOffers;
  readonly #outgoing: Outgoing;
  readonly #cache: CacheInquiry;
  readonly #wake: RunWake;

  constructor(state: RunState, codeDigest: Digest | null, around: RunSurroundings) {
    const { runId } = state.header;
    this.#run = { state };
    this.#around = around;
    this.#writes = new RunWrites(around.committer);
    this.#audience = new RunAudience(this.#run, this.#writes, around.tracing);
    this.#queue = new RunQueue(this.#run, around, this.#writes);
    this.#offers = new RunOffers(this.#run, around, this.#writes, codeDigest);
    this.#outgoing = new Outgoing(this.#run, around, this.#offers, this.#queue);
    this.#cache = new CacheInquiry(around.cache, codeDigest);
    this.#wake = new RunWake(this.#run, around.clock, () => around.tell(runId, { type: "Timer" }));
  }

  /** The first event of a new run is in the state already: writes it, with what must be written together with it. */
  begin(created: RunEvent, also: readonly StateEntry[]): Promise<void> {
    const first = this.#state.header.sequence;
    const group = { puts: [...puts(this.#state, [created]), ...also], entry: this.#entry(first, [created]) };
    const written = this.#stage(group, [created], first);
    this.#wake.renew();
    this.#advance();
    this.#arm();
    return written;
  }

  /** After a restart: queues what is ready, tells agents again what they must know, and goes on. */
  resume(): void {
    for (const [task, { state, attempts }] of this.#state.tasks) {
      const current = attempts.at(-1);
      if (state.status === "assigned" && current !== undefined)
        this.#offers.offeredBefore(task, current.number, current.agent);
      if (state.status === "queued") this.#queue.add([{ task, attempt: state.attempt }]);
      if (state.status === "waiting") this.#outgoing.beginWait({ task, attempt: state.attempt, on: state.on });
    }
    if (runStatuses[this.#state.header.status].terminal) this.#around.ended(this.#state.header.runId);
    this.#wake.lookAtOnce();
    this.#advance();
    this.#arm();
  }

  /** After a rest: everyone knows of it what there is to know. */
  wake(): void {
    this.#wake.renew();
    this.#arm();
  }

  get header(): RunHeader {
    return this.#state.header;
  }

  /** When it must be woken, at the latest; undefined if nothing of it has to do with time. */
  get wakeAt(): number | undefined {
    return this.#wake.at;
  }

  /** All that goes on is that it waits for its turn, or its tasks for a place, which placement knows of, or for their time. */
  prepareToRest(): boolean {
    const { queued, backingOff, waiting, onAgents, header } = this.#state;
    const tasks = queued.size + backingOff.size + waiting.size;
    const isWaiting =
      header.status === "waiting" || (header.status !== "cancelling" && onAgents.size === 0 && tasks > 0);
    if (!isWaiting || !this.#audience.isEmpty || this.#cache.isOpen) return false;
    return this.#writes.areDurable && this.#offers.areHeard && this.#queue.write();
  }

  receive(message: RunMessage): void | Promise<void> {
    switch (message.type) {
      case "Wake":
        // A run is started, and started again, by any message: this one is for when there is no other.
        return;
      case "Resume":
        this.resume();
        return message.done();
      case "Assign":
        for (const assignment of message.assignments) this.#assign(assignment);
        return;
      case "Claim":
        return this.#claim(message.task, message.attempt, message.agent);
      case "Running":
        return void this.#input({ ...message, type: "ReportRunning" });
      case "Result":
        return this.#report({ ...message, type: "ReportResult" });
      case "Note": {
        const { note, ...key } = message;
        return void this.#input({ ...key, ...note, type: "ReportNote" });
      }
      case "Lose":
        return void this.#input({ ...message, type: "LoseAttempt" });
      case "Decline":
        return this.#declined(message);
      case "Prioritize":
        this.#input({ type: "PrioritizeRun", priority: message.priority });
        return this.#writes.answer(message.reply, this.#audience.view());
      case "Cancel":
        this.#input({
          ...{ type: "CancelRun", reason: message.reason, cause: "user" },
          ...(message.by !== undefined && { by: message.by }),
        });
        return this.#writes.answer(message.reply, this.#audience.view());
      case "CacheAnswers":
        return this.#answered(message.answers);
      case "EndTask":
        return this.#endTask(message);
      case "Release":
        return this.#release("turn");
      case "ReleaseNow":
        this.#release("user");
        return this.#writes.answer(message.reply, this.#audience.view());
      case "Supersede":
        return void this.#input({ type: "CancelRun", reason: `superseded by ${message.by}`, cause: "overlap" });
      case "EndWait":
        return void this.#input(message);
      case "Answer":
        return this.#takeAnswer(message);
      case "Repeat":
        this.#offers.repeat();
        return this.#arm();
      case "Timer":
        this.#input({ type: "TimerFired" });
        this.#wake.renew();
        return this.#arm();
      case "Progress":
        return this.#audience.takeProgress(message.task, message.attempt, message.progress);
      case "Read":
        return this.#audience.read(message);
      case "Watch":
        return this.#audience.watch(message);
      default:
        return unreachable(message);
    }
  }

  stop(): void {
    this.#wake.stop();
    this.#offers.stop();
    this.#audience.abandon();
  }

  get #state(): RunState {
    return this.#run.state;
  }

  #assign(assignment: AssignedTask): void {
    const claimed = this.#around.hasStandingClaim(assignment.agent);
    const events = this.#input({ type: "AssignTask", ...assignment, claimed });
    // Cancelled or assigned otherwise meanwhile: the room is free again.
    if (events.length === 0)
      this.#around.release(this.#state.header.runId, assignment.task, assignment.attempt, assignment.agent);
  }

  #claim(task: string, attempt: number, agent: string): void {
    const answer = answerToClaim(this.#state, task, attempt, agent);
    if (answer === "undecided") return void this.#input({ type: "ClaimAttempt", task, attempt, agent });
    if (answer === "grant") return this.#offers.grantAgain(task, attempt, agent);
    const reason = "it is not, or no longer, this agent's attempt";
    this.#writes.afterCommit(() => this.#offers.refuse(task, attempt, agent, reason));
  }

  #release(by: "turn" | "user"): void {
    if (this.#input({ type: "ReleaseRun", by }).length === 0) return;
    // Its timeout counts from here.
    this.#wake.renew();
    this.#arm();
  }

  /** Until it hears that this is settled the agent takes no repetition of that offer: it may have crossed its answer. */
  #declined(message: Extract<RunMessage, { type: "Decline" }>): void {
    this.#input({ ...message, type: "ReturnAssignment" });
    const { task, attempt, agent } = message;
    this.#writes.afterCommit(() => this.#offers.refuse(task, attempt, agent, "it was declined"));
  }

  #endTask({ task, as, reply }: Extract<RunMessage, { type: "EndTask" }>): void {
    const events = this.#input({ type: "EndTask", task, as });
    if (events.length === 0) return reply.reject(taskEnded(this.#state, task));
    this.#writes.answer(reply, this.#audience.viewTask(task));
  }

  /** A result that counts no more is acknowledged all the same, so that the agent forgets it. */
  #report(input: Extract<SimpleInput, { type: "ReportResult" }>): void {
    const events = this.#input(input);
    const { task, attempt, agent } = input;
    if (events.length === 0) this.#writes.afterCommit(() => this.#offers.acknowledge(task, attempt, agent));
  }

  #takeAnswer({ task, answer, reply }: Extract<RunMessage, { type: "Answer" }>): void {
    if (this.#state.instances.get(task)?.node.node.kind !== "step")
      return reply.reject(taskNotFound(this.#state, task));
    const checked = checkAnswer(this.#state, task, answer);
    // SAFETY: what is said of the first answer must be so for good, as that answer itself.
    if (typeof checked !== "string") return this.#writes.afterCommit(() => reply.reject(checked), reply.reject);
    if (checked === "open") this.#input({ type: "AnswerApproval", task, answer });
    this.#writes.answer(reply, this.#audience.viewTask(task));
  }

  #input(input: RunInput): readonly RunEvent[] {
    const events = this.#decide(input);
    if (events.length > 0) {
      this.#advance();
      this.#arm();
    }
    return events;
  }

  #advance(): void {
    while (this.#decide({ type: "Advance" }).length > 0);
    this.#cache.ask(this.#state);
  }

  #answered(answers: readonly AnsweredQuestion[]): void {
    for (const { task, answer } of answers) {
      this.#cache.answered(task);
      this.#decide({ type: "AnswerCache", task, answer });
    }
    this.#advance();
    this.#arm();
  }

  #decide(input: RunInput): readonly RunEvent[] {
    const { clock, entropy, head } = this.#around;
    const events = decide(this.#state, input, { now: clock.now(), random: entropy.random(), head });
    const isList = input.type === "Advance" || input.type === "TimerFired" || input.type === "CancelRun";
    const step = isList ? portion : Math.max(1, events.length);
    for (let start = 0; start < events.length; start += step) this.#commit(events.slice(start, start + step));
    return events;
  }

  #commit(events: readonly RunEvent[]): void {
    const first = this.#state.header.sequence + 1;
    for (const event of events) {
      this.#run.state = apply(this.#state, event);
      this.#wake.heed(event);
    }
    const also = this.#also(events);
    // SAFETY: in this very group. A leader that dies right after it has a successor that finds them.
    const notices = events.flatMap((event) => noticesOf(this.#state, event));
    const group = {
      puts: [...puts(this.#state, events), ...(also.puts ?? []), ...noticePuts(notices)],
      deletes: also.deletes ?? [],
      entry: this.#entry(first, events),
    };
    this.#stage(group, events, first).then(() => {
      for (const notice of notices) this.#around.notify(notice);
    }, ignoreFenced);
  }

  /** SAFETY: asked for in the turn in which the group is staged, so that what follows for other runs is written after it. */
  #also(events: readonly RunEvent[]): Pick<Group, "puts" | "deletes"> {
    const { header } = this.#state;
    if (runStatuses[header.status].terminal) return this.#around.ending(this.#state);
    return events.some((event) => event.type === "RunReleased" && event.by === "user")
      ? this.#around.releasing(header)
      : {};
  }

  #entry(first: number, events: readonly RunEvent[]) {
    const { runId, pipeline } = this.#state.header;
    return { runId, pipeline, first, events: events.map((event) => noted(this.#state, event)) };
  }

  #stage(group: Group, events: readonly RunEvent[], first: number): Promise<void> {
    const written = this.#writes.stage(group);
    const all = events.flatMap((event, index) => effects(event).map((effect) => ({ effect, sequence: first + index })));
    this.#outgoing.now(all);
    const items = this.#audience.itemsOf(events, first);
    return written.then(() => {
      for (const each of all) this.#outgoing.onceWritten(each);
      this.#audience.tell(items);
      for (const event of events) if (event.type === "TaskSucceeded") this.#cache.remember(this.#state, event);
    });
  }

  #arm(): void {
    this.#offers.arm();
    this.#wake.arm();
  }
}
