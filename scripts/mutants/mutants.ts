/** Guards that keep the promises of ARCHITECTURE.md, each taken away in one place, and what has to notice. */

export interface Mutant {
  /** What is broken, as one would say it. */
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly search: string;
  readonly replace: string;
  /** A file of tests in a project of vitest, or one of its tests; or so many seeds of the simulation. */
  readonly test:
    | { readonly project: string; readonly path: string; readonly only?: string }
    | { readonly seeds: number };
}

const cluster = "packages/testing/src/cluster";
const launcher = "packages/agent/src/adapters/launcher";
const runActor = "packages/engine/src/run/run-actor.ts";
const runOffers = "packages/engine/src/run/run-offers.ts";
const compareHeld = "packages/engine/src/fleet/compare-held.ts";
const memoryStore = "packages/engine/src/adapters/memory/state-store.ts";
const etcdStore = "packages/coordinator/src/adapters/etcd/state-store.ts";
const memoryConformance = { project: "unit", path: "packages/engine/src/adapters/memory/conformance.test.ts" };
const etcdConformance = { project: "integration", path: "test/cluster/etcd-conformance.test.ts" };
const unwritten = { project: "unit", path: `${cluster}/unwritten-word.test.ts` };
const coreRun = { project: "unit", path: "packages/core/src/run/run.test.ts" };

const placement = "packages/core/src/placement/placement.ts";
const placementRules = { project: "unit", path: "packages/core/src/placement/placement.test.ts" };
const placementProperties = { project: "unit", path: "packages/core/src/placement/placement-properties.test.ts" };

export const mutants: readonly Mutant[] = [
  {
    name: "an attempt that is told to wait again is placed twice",
    file: placement,
    search: "if (this.#placed.get(key)?.attempt === waiting.attempt) return;",
    replace: "",
    test: placementRules,
  },
  {
    name: "slots and keys are not held by what starts",
    file: placement,
    search: "this.holds.take(held.claims);",
    replace: "",
    test: placementProperties,
  },
  {
    name: "small tasks pass a large one for ever",
    file: placement,
    search: "if (this.#reservation !== undefined || now - since < reserveAfterMs) return;",
    replace: "if (now >= since) return;",
    test: placementProperties,
  },
  {
    name: "a pipeline that had nothing to do saves up",
    file: "packages/core/src/placement/fair-shares.ts",
    search: "account.used = Math.max(account.used, this.#beginning(now) * weight);",
    replace: "void weight;",
    test: placementProperties,
  },
  {
    name: "the term is not compared (memory)",
    file: memoryStore,
    search: 'if (batch.term !== this.#term) return "fenced";',
    replace: "",
    test: memoryConformance,
  },
  {
    name: "the marker is not compared (memory)",
    file: memoryStore,
    search: 'if (batch.previous !== this.#marker) return "fenced";',
    replace: "",
    test: memoryConformance,
  },
  {
    name: "the leader's key is not compared (etcd)",
    file: etcdStore,
    search: 'return [{ key: leader, target: "Mod", result: "Equal", mod_revision: term }, after];',
    replace: "void leader;\n    return [after];",
    test: etcdConformance,
  },
  {
    name: "the marker is not compared (etcd)",
    file: etcdStore,
    search: 'result: "Equal", mod_revision: term }, after];',
    replace: 'result: "Equal", mod_revision: term }].concat([after].slice(1));',
    test: etcdConformance,
  },
  {
    name: "the marker is not compared (simulated etcd)",
    file: "packages/testing/src/simulation/etcd-state-store.ts",
    search: 'is: "equal", revision: term }, before],',
    replace: 'is: "equal", revision: term }, ...[before].slice(1)],',
    test: { seeds: 60 },
  },
  {
    name: "a grant leaves before its batch is written",
    file: runActor,
    search: "return written.then(() => {",
    replace: "return Promise.resolve().then(() => {",
    test: { seeds: 10 },
  },
  {
    name: "a grant is sent for another assignment of the same number",
    file: runOffers,
    search: "this.#grants.get(task) !== granted || ",
    replace: "",
    test: unwritten,
  },
  {
    name: "a cancel is repeated before it is written",
    file: runOffers,
    search: "this.#writes.afterCommit(() => this.#cancelWhatRuns(unwanted));",
    replace: "this.#cancelWhatRuns(unwanted);",
    test: unwritten,
  },
  {
    name: "a reply leaves before what it says is written",
    file: "packages/engine/src/run/run-writes.ts",
    search: "this.#committed.then(() => reply.resolve(value), reply.reject);",
    replace: "reply.resolve(value);",
    test: unwritten,
  },
  {
    name: "a batch is sent again with another marker",
    file: "packages/engine/src/commit/committer.ts",
    search: "const outcome = await store.commit(batch);",
    replace: "const outcome = await store.commit({ ...batch, marker: batch.marker + attempt - 1 });",
    test: { project: "unit", path: "packages/engine/src/commit/committer.test.ts" },
  },
  {
    name: "the request id is not written with its run",
    file: "packages/engine/src/run/run-maker.ts",
    search: "[...more, remember(runId)]",
    replace: "more",
    test: { project: "unit", path: `${cluster}/simulated-cluster.test.ts` },
  },
  {
    name: "the outbox forgets before the feed has it",
    file: "packages/engine/src/commit/outbox.ts",
    search: "await this.#options.feed.append(parcels.flatMap(({ entries }) => entries));",
    replace:
      "this.#options.forget(parcels.map(({ key }) => key));\n        await this.#options.feed.append(parcels.flatMap(({ entries }) => entries));",
    test: { project: "unit", path: "packages/engine/src/commit/outbox.test.ts" },
  },
  {
    name: "an agent hears a lower term",
    file: "packages/agent/src/agent.ts",
    search: "if (term < seen) return",
    replace: "if (term < seen && seen < 0) return",
    test: { project: "process", path: "packages/agent/src/agent.test.ts", only: "a leader of a lower term" },
  },
  {
    name: "an agent starts without a grant",
    file: "packages/agent/src/attempts/transition.ts",
    search: 'return state.granted ? start() : to({ status: "prepared" });',
    replace: "return start();",
    test: { seeds: 10 },
  },
  {
    name: "the ledger is not written before the start",
    file: "packages/agent/src/attempts/attempt-work.ts",
    search: "folders.writeEntry(this.#folder, {",
    replace: "((..._: unknown[]) => {})(this.#folder, {",
    test: { project: "process", path: "packages/agent/src/agent-killed-while-step-runs.test.ts" },
  },
  {
    name: "the result of a superseded attempt counts",
    file: "packages/core/src/run/assignment.ts",
    search:
      "return record.state.attempt === attempt && record.attempts.at(-1)?.agent === agent ? record.state : undefined;",
    replace: "void [attempt, agent];\n  return record.state;",
    test: coreRun,
  },
  {
    name: "losing a machine uses up the user's retries",
    file: "packages/core/src/run/retry.ts",
    search: "attempts.filter((attempt) => attempt.exitClass === failure.exitClass).length;",
    replace: "attempts.length;",
    test: coreRun,
  },
  {
    name: "a silent agent is given up without lostAfter",
    file: "packages/engine/src/fleet/liveness.ts",
    search: "const next = now - heardAt > lostAfterMs && !alarm",
    replace: "const next = now - heardAt > 0 && !alarm",
    test: { seeds: 40 },
  },
  {
    name: "agents are given up though more than half are silent",
    file: "packages/engine/src/fleet/liveness.ts",
    search: "quiet.length * 2 > known.length;",
    replace: "quiet.length * 2 > known.length + 1000;",
    test: {
      project: "unit",
      path: `${cluster}/simulated-cluster.test.ts`,
      only: "supersedes nothing while more than half",
    },
  },
  {
    name: "a GPU is leased while it is in use",
    file: "packages/agent/src/devices/device-leases.ts",
    search: "if (uuids.every((uuid) => this.#isFree(uuid, id))) break;",
    replace: 'if (uuids.every((uuid) => this.#isFree(uuid, id)) || id !== "") break;',
    test: { project: "unit", path: "packages/agent/src/devices/device-leases.test.ts" },
  },
  {
    name: "bytes of a log that come twice are kept twice",
    file: "packages/engine/src/adapters/log-parts.ts",
    search: "return { offset: length, data: data.subarray(known), gap: 0, at };",
    replace: "return { offset: length, data, gap: 0, at };",
    test: memoryConformance,
  },
  {
    name: "a lease is counted by the wall clock",
    file: "packages/coordinator/src/adapters/etcd/kept-lease.ts",
    search: "const sentAt = this.#clock.monotonic();",
    replace: "const sentAt = this.#clock.now();",
    test: { project: "unit", path: "packages/coordinator/src/adapters/etcd/kept-lease.test.ts" },
  },
  {
    name: "that somebody is to be told is not in the group that ends the run",
    file: runActor,
    search: ", ...noticePuts(notices)",
    replace: "",
    test: {
      project: "unit",
      path: `${cluster}/notices.test.ts`,
      only: "is sent by the next leader if the one that ended the run did not come to it",
    },
  },
  {
    name: "a checkpoint is told of before it is in the archive",
    file: "packages/agent/src/attempts/checkpoints.ts",
    search: "if (!isDurable || order",
    replace: "if (order",
    test: { project: "unit", path: "packages/agent/src/attempts/checkpoints.test.ts" },
  },
  {
    name: "stacks are asked of processes that would die of the question",
    file: "packages/agent/src/process-tree/dump-stacks.ts",
    search: "const asked = pids.filter(answers);",
    replace: "const asked = pids;",
    test: { project: "process", path: "packages/agent/src/agent-watches-steps.test.ts" },
  },
  {
    name: "an attempt is granted that its task has no time for",
    file: "packages/core/src/run/may-start.ts",
    search: "return !endsWithRun(state, task) && state.tasks.get(task)?.ending === undefined;",
    replace: "return !endsWithRun(state, task);",
    test: { project: "unit", path: "packages/core/src/run/failures.test.ts" },
  },
  {
    name: "a triggered run is asked for under another name each time",
    file: "packages/engine/src/waiting/start-triggered.ts",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text.
    search: "return `trigger ${runId} ${task}`;",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text.
    replace: "return `trigger ${runId} ${task} ${performance.now()}`;",
    test: { project: "unit", path: `${cluster}/triggered-runs.test.ts` },
  },
  {
    name: "a second answer counts",
    file: "packages/core/src/run/approval.ts",
    search: "if (first !== undefined) return repeated(first, answer, task, runId);",
    replace: "",
    test: { project: "unit", path: "packages/core/src/run/waiting.test.ts" },
  },
  {
    name: "a run in line does not wait for those under way",
    file: "packages/core/src/admission/settle.ts",
    search: "const room = roomOf(line.overlap) - line.underWay.size;",
    replace: "const room = roomOf(line.overlap);",
    test: { project: "unit", path: "packages/core/src/admission/scenarios.test.ts" },
  },
  {
    name: "what a strict sequence stops at is not written",
    file: "packages/engine/src/admission/admissions.ts",
    search: "return line.blockedBy === before ? {} : blockWrites(pipeline, line.blockedBy);",
    replace: "return before.length < 0 ? blockWrites(pipeline, before) : {};",
    test: { project: "unit", path: `${cluster}/overlapping-runs.test.ts`, only: "stops at a failed run" },
  },
  {
    name: "that a revision has started its run is not written with the run",
    file: "packages/engine/src/datasets/dataset-triggers.ts",
    search: "    return [put(record)];",
    replace: "    return [put(record)].slice(1);",
    test: { project: "unit", path: `${cluster}/datasets.test.ts`, only: "wherever the leader died" },
  },
  {
    name: "a signature is not compared",
    file: "packages/coordinator/src/webhooks/signature.ts",
    search: "if (matches === 0)",
    replace: "if (matches < 0)",
    test: { project: "unit", path: "packages/coordinator/src/webhooks/signature.test.ts" },
  },
  {
    name: "an old delivery is taken again",
    file: "packages/coordinator/src/webhooks/signature.ts",
    search: "> toleranceMs)",
    replace: "> toleranceMs * 1e6)",
    test: { project: "unit", path: "packages/coordinator/src/webhooks/signature.test.ts" },
  },
  {
    name: "GitHub's unsigned name decides what is a repetition",
    file: "packages/coordinator/src/webhooks/signature.ts",
    search: "id: `body:",
    replace: "id: name + `body:",
    test: { project: "unit", path: "packages/coordinator/src/webhooks/signature.test.ts" },
  },
  {
    name: "the run of a tick is written without its schedule's last tick",
    file: "packages/engine/src/schedule/schedule-actor.ts",
    search: "(runId) => [progressPut(pipeline, progress(runId))],",
    replace: "(runId) => (progress(runId), []),",
    test: { project: "unit", path: `${cluster}/schedules.test.ts`, only: "wherever its leader dies" },
  },
  {
    name: "what is said to a schedule while its run is made is heard at once",
    file: "packages/engine/src/schedule/schedule-actor.ts",
    search: "if (waiting === undefined) return this.#handle(message);",
    replace: "if (waiting === undefined || waiting.length === 0) return this.#handle(message);",
    test: { project: "unit", path: `${cluster}/schedules.test.ts`, only: "while its run is written" },
  },
  {
    name: "the run of a backfill is written without its record",
    file: "packages/engine/src/backfill/backfill-actor.ts",
    search: "entry.with(beginInterval(entry.record, index, runId)).put,",
    replace: "",
    test: { project: "unit", path: `${cluster}/backfills.test.ts`, only: "wherever that was" },
  },
  {
    name: "tasks are placed before all runs are loaded",
    file: "packages/engine/src/placement/placement-actor.ts",
    search: "if (!this.#isOpen || this.#isPlanned",
    replace: "if (this.#isPlanned",
    test: { project: "unit", path: `${cluster}/unloaded-runs.test.ts`, only: "nothing is placed" },
  },
  {
    name: "runs in line are let begin before all runs are loaded",
    file: "packages/engine/src/admission/admissions.ts",
    search: "if (!this.#isComplete) return;",
    replace: "",
    test: { project: "unit", path: `${cluster}/unloaded-runs.test.ts`, only: "lets nobody begin" },
  },
  {
    name: "what an agent holds of runs that were not loaded is not judged",
    file: compareHeld,
    search: "if (isHeld) continue;",
    replace: "if (isHeld || state !== undefined) continue;",
    test: { project: "unit", path: `${cluster}/unloaded-runs.test.ts`, only: "not its own any more" },
  },
  {
    name: "what an agent lacks of runs that were not loaded is waited for",
    file: compareHeld,
    search: "if (entry.session === null || entry.said.has(attemptName(key))) return;",
    replace: "if (entry !== undefined) return;",
    test: { project: "unit", path: `${cluster}/unloaded-runs.test.ts`, only: "is not waited for" },
  },
  {
    name: "an agent whose name somebody else takes counts as dead",
    file: "packages/engine/src/fleet/agent-entry.ts",
    search: 'return before === "" || wasThere ?',
    replace: 'return before === "" || (wasThere && before === now) ?',
    test: { project: "unit", path: `${cluster}/one-agent-id-twice.test.ts` },
  },
  {
    name: "what a lane told as it went is not read",
    file: "packages/agent/src/adapters/launcher/lane-pool.ts",
    search: "setImmediate(() => {",
    replace: "((act: () => void) => act())(() => {",
    test: { project: "process", path: `${launcher}/shell-launcher.test.ts`, only: "what a lane told" },
  },
  {
    name: "an attempt that is over is still sent signals, which reach the next one of its lane",
    file: "packages/agent/src/adapters/launcher/process-execution.ts",
    search: "if (!this.#isOver) this.#sending",
    replace: "this.#sending",
    test: { project: "process", path: `${launcher}/process-execution.test.ts` },
  },
];
