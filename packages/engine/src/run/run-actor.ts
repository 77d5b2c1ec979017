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
  type Demand,
  decide,
  demandOf,
  dueOf,
  effects,
  endReason,
  mayStart,
  type Notice,
  nextWake,
  noticesOf,
  type RunEffect,
  type RunEvent,
  type RunHeader,
  type RunInput,
  type RunState,
  runStatuses,
  unreachable,
  unwantedTasks,
} from "@troupe/core";
import { type CacheAsking, CacheInquiry } from "../cache/cache-inquiry.ts";
import type { AnsweredQuestion } from "../cache/consultant.ts";
import type { Committer, Group } from "../commit/committer.ts";
import type { ProgressView, TaskView } from "../engine.ts";
import { failpoint } from "../failpoint.ts";
import type { Behaviour } from "../kernel/actor.ts";
import { noticePuts } from "../notify/notice-record.ts";
import type { EngineLog, TraceContext } from "../options.ts";
import type { ToAgent } from "../ports/agent-link.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import type { Entropy } from "../ports/entropy.ts";
import type { StateEntry } from "../ports/state-store.ts";
import { taskNotFound } from "../telemetry/task-attempts.ts";
import type { BegunWait } from "../waiting/begun-wait.ts";
import { begunWait } from "./begun-wait.ts";
import { eventItem } from "./event-item.ts";
import type { RunMessage, SimpleInput, Watcher } from "./messages.ts";
import { attemptSpec } from "./offer.ts";
import { noted, puts, taskPuts } from "./run-records.ts";
import { viewRun, viewTask, viewTasks } from "./run-view.ts";
import { taskEnded } from "./task-end.ts";
import { Watchers } from "./watchers.ts";

/** Where the effects of a run go. */
export interface RunSurroundings {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly committer: Committer;
  readonly cache: CacheAsking;
  readonly tracing: TraceContext | undefined;
  readonly log: EngineLog;
  readonly term: number;
  queue(runId: string, tasks: readonly QueuedTask[]): void;
  dequeue(runId: string, task: string): void;
  release(runId: string, task: string, attempt: number, agent: string): void;
  /** Somebody has to see to it that this wait ends. */
  beginWait(wait: BegunWait): void;
  endWait(runId: string, task: string): void;
  send(agent: string, message: ToAgent, round?: number): boolean;
  /** Whether the agent claims whatever is assigned to it now: a session is open that said so. */
  hasStandingClaim(agent: string): boolean;
  /** Wakes the run up. */
  tell(runId: string, message: RunMessage): void;
  /** What is written along with the event that lets a waiting run begin before its turn. */
  releasing(header: RunHeader): Pick<Group, "puts" | "deletes">;
  /** What is written along with the event that ends a run. */
  ending(state: RunState): Pick<Group, "puts" | "deletes">;
  /** The newest revision of a dataset, 0 if it has none. */
  head(dataset: string): number;
  /** They have new revisions, which are written. */
  announce(datasets: readonly string[]): void;
  /** Is to be sent, and written by now. */
  notify(notice: Notice): void;
  /** The run has ended and everything about it is written. */
  ended(runId: string): void;
}

export interface QueuedTask {
  readonly task: string;
  readonly attempt: number;
  /** Since when it waits: milliseconds since the epoch. */
  readonly since: number;
  readonly demand: Demand;
}

/** Long lists of independent events are written in portions, so that no group outgrows a transaction. */
const portion = 50;

/** How long an offer or a cancel may stay without an echo before it is sent again. Both may get lost. */
const repeatMs = 3000;

/** An offer that was made so often, by each path, and that nobody claimed is for another agent, unless it was granted. */
const offersAtMost = 5;

interface RepeatedOffer {
  readonly attempt: number;
  readonly agent: string;
  /** How often it was made. */
  readonly rounds: number;
}

export class RunActor implements Behaviour<RunMessage> {
  #state: RunState;
  readonly #codeDigest: Digest | null;
  readonly #around: RunSurroundings;
  readonly #watchers = new Watchers();
  readonly #progress = new Map<string, ProgressView>();
  readonly #cache: CacheInquiry;
  /** What was offered and has not been heard of since. */
  readonly #offered = new Map<string, RepeatedOffer>();
  /** The event that granted each task's attempt, by sequence number; none if an earlier process of ours granted it. */
  readonly #grants = new Map<string, number>();
  /** When to look at the time again; never later than the run needs. Finding the instant anew looks at every backoff. */
  #wakeAt: number | undefined;
  #timer: Timer | undefined;
  #repeat: Timer | undefined;
  #committed: Promise<void> = Promise.resolve();
  /** Groups that were staged and are not durable yet. */
  #staged = 0;
  /** Tasks that are queued for the first time: that is written only when it must be known later. */
  readonly #unwritten = new Set<string>();

  constructor(state: RunState, codeDigest: Digest | null, around: RunSurroundings) {
    this.#state = state;
    this.#codeDigest = codeDigest;
    this.#around = around;
    this.#cache = new CacheInquiry(around.cache, codeDigest);
  }

  /** The first event of a new run is in the state already: writes it, with what must be written together with it. */
  begin(created: RunEvent, also: readonly StateEntry[]): Promise<void> {
    const before = this.#state.header.sequence - 1;
    const group = { puts: [...puts(this.#state, [created]), ...also], entry: this.#entry(before + 1, [created]) };
    const written = this.#stage(group, [created], before + 1);
    this.#wakeAt = nextWake(this.#state);
    this.#advance();
    this.#arm();
    return written;
  }

  /** After a restart: queues what is ready, tells agents again what they must know, and goes on. */
  resume(): void {
    for (const [task, { state, attempts }] of this.#state.tasks) {
      const current = attempts.at(-1);
      if (state.status === "assigned" && current !== undefined)
        this.#offered.set(task, { attempt: current.number, agent: current.agent, rounds: 0 });
      if (state.status === "queued") this.#queue([{ effect: "QueueTask", task, attempt: state.attempt }]);
      if (state.status === "waiting") this.#beginWait({ task, attempt: state.attempt, on: state.on });
    }
    if (runStatuses[this.#state.header.status].terminal) this.#around.ended(this.#state.header.runId);
    // The instants are of another process, whose clock may have been another one: looks at all of them once.
    this.#wakeAt = nextWake(this.#state) === undefined ? undefined : this.#around.clock.now();
    this.#advance();
    this.#arm();
  }

  /** After a rest: everyone knows of it what there is to know. */
  wake(): void {
    this.#wakeAt = nextWake(this.#state);
    this.#arm();
  }

  get header(): RunHeader {
    return this.#state.header;
  }

  /** When it must be woken, at the latest; undefined if nothing of it has to do with time. */
  get wakeAt(): number | undefined {
    return this.#wakeAt;
  }

  /** All that goes on is that it waits for its turn, or its tasks for a place, which placement knows of, or for their time. */
  prepareToRest(): boolean {
    const { queued, backingOff, waiting, onAgents, header } = this.#state;
    const tasks = queued.size + backingOff.size + waiting.size;
    const isWaiting =
      header.status === "waiting" || (header.status !== "cancelling" && onAgents.size === 0 && tasks > 0);
    const isAlone = this.#watchers.isEmpty && this.#progress.size === 0;
    if (!isWaiting || !isAlone || this.#cache.isOpen || this.#staged > 0 || this.#repeat !== undefined) return false;
    const unwritten = [...this.#unwritten].filter((task) => queued.has(task));
    this.#unwritten.clear();
    for (let start = 0; start < unwritten.length; start += portion)
      this.#write({ puts: taskPuts(this.#state, unwritten.slice(start, start + portion)) }).catch(ignoreFenced);
    return unwritten.length === 0;
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
        return this.#answer(message.reply, this.#view());
      case "Cancel":
        this.#input({
          ...{ type: "CancelRun", reason: message.reason, cause: "user" },
          ...(message.by !== undefined && { by: message.by }),
        });
        return this.#answer(message.reply, this.#view());
      case "CacheAnswers":
        return this.#answered(message.answers);
      case "EndTask":
        return this.#endTask(message);
      case "Release":
        return this.#release("turn");
      case "ReleaseNow":
        this.#release("user");
        return this.#answer(message.reply, this.#view());
      case "Supersede":
        return void this.#input({ type: "CancelRun", reason: `superseded by ${message.by}`, cause: "overlap" });
      case "EndWait":
        return void this.#input(message);
      case "Answer":
        return this.#takeAnswer(message);
      case "Repeat":
        return this.#repeatHints();
      case "Timer":
        this.#timer = undefined;
        this.#input({ type: "TimerFired" });
        this.#wakeAt = nextWake(this.#state);
        return this.#arm();
      case "Progress":
        return this.#takeProgress(message.task, message.attempt, message.progress);
      case "Read":
        return this.#read(message);
      case "Watch":
        return this.#watch(message);
      default:
        return unreachable(message);
    }
  }

  stop(): void {
    this.#timer?.cancel();
    this.#repeat?.cancel();
    this.#watchers.abandon();
  }

  #assign(assignment: {
    readonly task: string;
    readonly attempt: number;
    readonly agent: string;
    readonly devices: readonly string[];
  }): void {
    const claimed = this.#around.hasStandingClaim(assignment.agent);
    const events = this.#input({ type: "AssignTask", ...assignment, claimed });
    // Cancelled or assigned otherwise meanwhile: the room is free again.
    if (events.length === 0)
      this.#around.release(this.#state.header.runId, assignment.task, assignment.attempt, assignment.agent);
  }

  #claim(task: string, attempt: number, agent: string): void {
    const answer = answerToClaim(this.#state, task, attempt, agent);
    if (answer === "undecided") return void this.#input({ type: "ClaimAttempt", task, attempt, agent });
    const key = { runId: this.#state.header.runId, task, attempt };
    const reason = "it is not, or no longer, this agent's attempt";
    if (answer === "refuse")
      return this.#afterCommit(() => void this.#around.send(agent, { type: "Refusal", key, reason }));
    // Whoever asks for what it was granted has lost the grant, or the offer.
    this.#sendOffer(task, attempt, agent, 1);
    this.#grantAfterCommit(task, attempt, agent);
  }

  #release(by: "turn" | "user"): void {
    if (this.#input({ type: "ReleaseRun", by }).length === 0) return;
    // Its timeout counts from here.
    this.#wakeAt = nextWake(this.#state);
    this.#arm();
  }

  /** Until it hears that this is settled the agent takes no repetition of that offer: it may have crossed its answer. */
  #declined(message: Extract<RunMessage, { type: "Decline" }>): void {
    this.#input({ ...message, type: "ReturnAssignment" });
    const { task, attempt, agent } = message;
    const key = { runId: this.#state.header.runId, task, attempt };
    this.#afterCommit(() => void this.#around.send(agent, { type: "Refusal", key, reason: "it was declined" }));
  }

  #endTask({ task, as, reply }: Extract<RunMessage, { type: "EndTask" }>): void {
    const events = this.#input({ type: "EndTask", task, as });
    if (events.length === 0) return reply.reject(taskEnded(this.#state, task));
    this.#answer(reply, viewTask(this.#state, task, this.#progress));
  }

  /** A result that counts no more is acknowledged all the same, so that the agent forgets it. */
  #report(input: Extract<SimpleInput, { type: "ReportResult" }>): void {
    const events = this.#input(input);
    const { task, attempt, agent } = input;
    if (events.length === 0)
      this.#afterCommit(
        () =>
          void this.#around.send(agent, { type: "ResultAck", key: { runId: this.#state.header.runId, task, attempt } }),
      );
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
      this.#state = apply(this.#state, event);
      const due = wakeOf(event);
      if (due !== undefined) this.#wakeAt = Math.min(this.#wakeAt ?? due, due);
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
    const written = this.#write(group);
    const all = events.flatMap((event, index) => effects(event).map((effect) => ({ effect, sequence: first + index })));
    this.#now(all);
    const items = events.flatMap((event, index) =>
      this.#watchers.wants(event) ? [this.#item(event, first + index)] : [],
    );
    return written.then(() => {
      for (const { effect, sequence } of all) this.#later(effect, sequence);
      for (const item of items) this.#watchers.tell(item);
      for (const event of events) if (event.type === "TaskSucceeded") this.#cache.remember(this.#state, event);
    });
  }

  #write(group: Group): Promise<void> {
    this.#staged += 1;
    this.#committed = this.#around.committer.stage(group).then(() => {
      this.#staged -= 1;
    });
    return this.#committed;
  }

  /** What stays inside this coordinator, and hints. */
  #now(all: readonly { readonly effect: RunEffect; readonly sequence: number }[]): void {
    const { runId } = this.#state.header;
    for (const { effect, sequence } of all) {
      if (effect.effect === "QueueTask" && effect.attempt === 1) this.#unwritten.add(effect.task);
      if (effect.effect === "OfferAttempt") this.#unwritten.delete(effect.task);
      if (effect.effect === "RequeueTasks") this.#requeue();
      if (effect.effect === "DequeueTask") this.#around.dequeue(runId, effect.task);
      if (effect.effect === "ReleaseAttempt") {
        this.#offered.delete(effect.task);
        this.#grants.delete(effect.task);
        this.#around.release(runId, effect.task, effect.attempt, effect.agent);
      }
      if (effect.effect === "OfferAttempt") this.#offer(effect.task, effect.attempt, effect.agent);
      if (effect.effect === "GrantAttempt") this.#grants.set(effect.task, sequence);
    }
    // Last: what was given back is queued under the same number, once its room is free.
    this.#queue(all.flatMap(({ effect }) => (effect.effect === "QueueTask" ? [effect] : [])));
  }

  /** What says that something is so: only once it is. */
  #later(effect: RunEffect, sequence: number): void {
    const { runId } = this.#state.header;
    switch (effect.effect) {
      case "GrantAttempt":
        failpoint("grant-committed");
        return this.#sendGrant(effect.task, effect.attempt, effect.agent, sequence);
      case "AcknowledgeResult":
        failpoint("result-committed");
        this.#around.send(effect.agent, {
          type: "ResultAck",
          key: { runId, task: effect.task, attempt: effect.attempt },
        });
        return;
      case "CancelAttempt":
        return this.#cancelAttempt(effect.task, effect.attempt, effect.agent, effect.reason);
      case "AnnounceDatasets":
        return this.#around.announce(effect.published.map(({ dataset }) => dataset));
      case "SealRun":
        return this.#around.ended(runId);
      case "BeginWait":
        return this.#beginWait(effect);
      case "EndWait":
      case "DequeueTask":
        return this.#around.endWait(runId, effect.task);
      case "QueueTask":
      case "RequeueTasks":
      case "OfferAttempt":
      case "ReleaseAttempt":
        return;
      default:
        return unreachable(effect);
    }
  }

  /** Not if it is over by now. */
  #beginWait({ task, attempt, on }: Omit<Extract<RunEffect, { effect: "BeginWait" }>, "effect">): void {
    const wait = begunWait(this.#state, task, attempt, on);
    if (wait !== undefined) this.#around.beginWait(wait);
  }

  #takeAnswer({ task, answer, reply }: Extract<RunMessage, { type: "Answer" }>): void {
    if (this.#state.instances.get(task)?.node.node.kind !== "step")
      return reply.reject(taskNotFound(this.#state, task));
    const checked = checkAnswer(this.#state, task, answer);
    // SAFETY: what is said of the first answer must be so for good, as that answer itself.
    if (typeof checked !== "string") return void this.#committed.then(() => reply.reject(checked), reply.reject);
    if (checked === "open") this.#input({ type: "AnswerApproval", task, answer });
    this.#answer(reply, viewTask(this.#state, task, this.#progress));
  }

  #queue(tasks: readonly Extract<RunEffect, { effect: "QueueTask" }>[]): void {
    if (tasks.length === 0) return;
    this.#around.queue(
      this.#state.header.runId,
      tasks.map(({ task, attempt }) => ({
        task,
        attempt,
        since: this.#queuedSince(task),
        demand: demandOf(this.#state, task),
      })),
    );
  }

  #queuedSince(task: string): number {
    const current = this.#state.tasks.get(task)?.state;
    return current?.status === "queued" ? current.since : this.#around.clock.now();
  }

  #requeue(): void {
    for (const task of this.#state.queued) {
      const current = this.#state.tasks.get(task)?.state;
      if (current?.status === "queued") this.#queue([{ effect: "QueueTask", task, attempt: current.attempt }]);
    }
  }

  #offer(task: string, attempt: number, agent: string): void {
    this.#offered.set(task, { attempt, agent, rounds: 1 });
    if (!this.#sendOffer(task, attempt, agent, 0))
      this.#giveBack(task, attempt, agent, "the agent could not be reached");
  }

  #giveBack(task: string, attempt: number, agent: string, reason: string): void {
    this.#around.tell(this.#state.header.runId, { type: "Decline", task, attempt, agent, reason });
  }

  #sendOffer(task: string, attempt: number, agent: string, round: number): boolean {
    const spec = attemptSpec(this.#state, task, this.#codeDigest, this.#around.tracing);
    const key = { runId: this.#state.header.runId, task, attempt };
    return this.#around.send(agent, { type: "Offer", key, term: this.#around.term, spec }, round);
  }

  /**
   * SAFETY: not what was given back while it was being written. Another agent may have it now; or the same one, under the
   * same number, by an assignment that is not written yet.
   */
  #sendGrant(task: string, attempt: number, agent: string, granted: number | undefined): void {
    if (this.#grants.get(task) !== granted || answerToClaim(this.#state, task, attempt, agent) !== "grant") return;
    const key = { runId: this.#state.header.runId, task, attempt };
    this.#around.send(agent, { type: "Grant", key, term: this.#around.term });
  }

  #grantAfterCommit(task: string, attempt: number, agent: string): void {
    const granted = this.#grants.get(task);
    this.#afterCommit(() => this.#sendGrant(task, attempt, agent, granted));
  }

  /** Offers and cancels are hints: they are given again until an attempt is heard of, or its result is here. */
  #repeatHints(): void {
    this.#repeat = undefined;
    for (const [task, offer] of this.#offered) if (mayStart(this.#state, task)) this.#offerAgain(task, offer);
    const unwanted = unwantedTasks(this.#state);
    // SAFETY: it ends what runs, so that it was asked for must be durable before it is said, the first time or again.
    if (unwanted.length > 0) this.#afterCommit(() => this.#cancelWhatRuns(unwanted));
    this.#arm();
  }

  #offerAgain(task: string, { attempt, agent, rounds }: RepeatedOffer): void {
    const { state: current, ending } = this.#state.tasks.get(task) ?? {};
    if (current?.status !== "assigned" || ending !== undefined) return void this.#offered.delete(task);
    if (!current.granted && rounds === offersAtMost)
      return this.#giveBack(task, attempt, agent, `it was offered ${rounds} times, and not claimed`);
    this.#offered.set(task, { attempt, agent, rounds: rounds + 1 });
    const isSent = this.#sendOffer(task, attempt, agent, rounds);
    if (current.granted) this.#grantAfterCommit(task, attempt, agent);
    // SAFETY: what was granted may have been heard the first time, and run.
    else if (!isSent) this.#giveBack(task, attempt, agent, "the agent could not be reached");
  }

  #cancelWhatRuns(tasks: readonly string[]): void {
    for (const task of tasks) {
      const { attempts, ending } = this.#state.tasks.get(task) ?? {};
      const current = attempts?.at(-1);
      const reason = this.#state.header.cancel?.reason ?? (ending && endReason(ending)) ?? "";
      if (current !== undefined && this.#state.onAgents.has(task))
        this.#cancelAttempt(task, current.number, current.agent, reason);
    }
  }

  #cancelAttempt(task: string, attempt: number, agent: string, reason: string): void {
    this.#around.send(agent, {
      type: "CancelAttempt",
      key: { runId: this.#state.header.runId, task, attempt },
      reason,
    });
  }

  #afterCommit(call: () => void): void {
    void this.#committed.then(call, () => {
      // Not committed, so nothing is said: the agent asks the next leader.
    });
  }

  /** SAFETY: the answer was made from the working state, so it waits until that state is durable. */
  #answer<T>(reply: { resolve(value: T): void; reject(error: unknown): void }, value: T): void {
    this.#committed.then(() => reply.resolve(value), reply.reject);
  }

  /** What a question throws is for whoever asked: it says nothing against the run. */
  #read({ read, reply }: Extract<RunMessage, { type: "Read" }>): void {
    let value: unknown;
    try {
      value = read({ state: this.#state, progress: this.#progress });
    } catch (error) {
      return reply.reject(error);
    }
    this.#answer(reply, value);
  }

  #watch({ watcher, reply }: Extract<RunMessage, { type: "Watch" }>): void {
    const { sequence, status } = this.#state.header;
    const snapshot =
      watcher.after === 0
        ? { type: "snapshot" as const, run: this.#view(), tasks: this.#tasksFor(watcher) }
        : undefined;
    const leave = this.#watchers.add(watcher, sequence, runStatuses[status].terminal);
    this.#committed.then(() => {
      this.#watchers.open(watcher, snapshot);
      reply.resolve({ from: sequence, leave });
    }, reply.reject);
  }

  #tasksFor({ runOnly }: Watcher): readonly TaskView[] {
    return runOnly ? [] : [...viewTasks(this.#state, this.#progress)];
  }

  #item(event: RunEvent, sequence: number) {
    return eventItem(this.#state, event, sequence, this.#progress, () => this.#view());
  }

  #takeProgress(task: string, attempt: number, progress: ProgressView): void {
    if (this.#state.tasks.get(task)?.attempts.at(-1)?.number !== attempt) return;
    this.#progress.set(task, progress);
    this.#watchers.tell({ type: "progress", task, progress });
  }

  #view() {
    const { runId, traceparent } = this.#state.header;
    return viewRun(this.#state, this.#around.tracing?.traceId(runId, traceparent) ?? "");
  }

  #arm(): void {
    const wake = this.#wakeAt;
    this.#timer?.cancel();
    const { runId, status } = this.#state.header;
    if (
      this.#repeat === undefined &&
      (this.#offered.size > 0 ||
        this.#state.ending.size > 0 ||
        (status === "cancelling" && this.#state.onAgents.size > 0))
    ) {
      this.#repeat = this.#around.clock.after(repeatMs, () => this.#around.tell(runId, { type: "Repeat" }));
    }
    if (wake === undefined || runStatuses[status].terminal) return;
    this.#timer = this.#around.clock.after(Math.max(0, wake - this.#around.clock.now()), () =>
      this.#around.tell(runId, { type: "Timer" }),
    );
  }
}

/** When it has to be looked at again because of this event. */
function wakeOf(event: RunEvent): number | undefined {
  if (event.type === "TaskQueued") return event.dueAt;
  if (event.type === "TaskWaiting") return dueOf(event.on);
  return "until" in event ? (event.until ?? undefined) : undefined;
}

/** The committer refuses when another coordinator leads: this actor is dropped with all others. */
function ignoreFenced(): void {}
