/** Test pipelines in memory. */

export type { AgentOptions } from "./run/agents.ts";
export { AttemptFailure, type AttemptFailureOptions } from "./run/attempt-failure.ts";
export type { Recorded, RecordedLine, RecordedMetric, RecordedProgress } from "./run/attempt-recording.ts";
export { type EarlierRun, type Left, ran } from "./run/earlier-runs.ts";
export { type Fake, type FakeBody, type FakeContext, fake } from "./run/fake.ts";
export { type FakeArtifactOptions, fakeArtifact } from "./run/fake-artifact.ts";
export type { Found } from "./run/found.ts";
export type { GivenAnswer, GivenAnswers } from "./run/given-answers.ts";
export { type GivenDataset, revision } from "./run/given-datasets.ts";
export { MissingFake } from "./run/missing-fake.ts";
export { type RunArguments, type RunOptions, run } from "./run/run.ts";
export { type RanAttempt, type RanTask, type RunFailure, RunResult } from "./run/run-result.ts";
export { agentLost, type Chaos, type ChaosOptions, chaos, coordinatorLost, type Fault } from "./simulate/faults.ts";
export { type Simulated, SimulatedRun, type SimulateOptions, type StartByHand, simulate } from "./simulate/simulate.ts";
