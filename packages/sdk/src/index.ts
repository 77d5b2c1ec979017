/**
 * Declare ML pipelines in TypeScript and drive them from code.
 *
 * A step is declared once, with a name and its schemas, and called in a pipeline's body like the function that it is.
 * The call yields a reference; what one does with a reference is a function of this module.
 *
 * @packageDocumentation
 */
export type { Digest, PipelineSpec, StepDeclaration } from "@troupe/core";
export { z } from "zod";
export { type Dataset, type DatasetOf, dataset } from "./dataset/dataset.ts";
export { publish } from "./dataset/publish.ts";
export { read } from "./dataset/read.ts";
export { at } from "./flow/at.ts";
export { atEnd, type FinalizerOptions, type RunOutcomeFacts } from "./flow/at-end.ts";
export { type Arms, branch, type Outcome } from "./flow/branch.ts";
export { type CaseOf, type Cases, type Chosen, choose } from "./flow/choose.ts";
export {
  allOf,
  anyOf,
  beats,
  type Condition,
  equals,
  gt,
  gte,
  holds,
  lt,
  lte,
  type NumberKey,
  not,
  present,
} from "./flow/condition.ts";
export { type Ended, type EndedFailure, ended, endedOf, maybe } from "./flow/ended.ts";
export { firstOf } from "./flow/first-of.ts";
export { type Bands, gate } from "./flow/gate.ts";
export { type GroupOptions, group } from "./flow/group.ts";
export { type InlineOptions, inline } from "./flow/inline.ts";
export { type LoopOptions, type LoopResult, loop } from "./flow/loop.ts";
export { type Holes, type Item, type Listed, type MapFailure, type MapOptions, map } from "./flow/map.ts";
export { text } from "./flow/text.ts";
export { when } from "./flow/when.ts";
export { type EmailOptions, email, type Notification, type NotifyOptions, slack, webhook } from "./notify/notify.ts";
export { latest } from "./pipeline/latest.ts";
export {
  type BodyInputs,
  type IntervalFacts,
  type Outputs,
  type OutputsOf,
  type ParamsOf,
  type Pipeline,
  type PipelineOptions,
  pipeline,
  type RunFacts,
  type ScheduledInputs,
} from "./pipeline/pipeline.ts";
export { previous } from "./pipeline/previous.ts";
export { isPipeline, type PipelineProgram, pipelinesOf, programKey } from "./pipeline/program.ts";
export type { RetentionOptions } from "./pipeline/retention.ts";
export {
  type CronExpression,
  type CronOptions,
  cron,
  every,
  type Schedule,
  type ScheduleFor,
  type ScheduleOptions,
} from "./pipeline/schedule.ts";
export type { OnOption, OverlapOption, WebhookOption } from "./pipeline/starting.ts";
export type { Handle, Input, Inputs, Ref, Synchronous, ValueOf } from "./ref/ref.ts";
export { type Artifact, artifact, type Schema, type Stored, type Table } from "./schema/artifact.ts";
export { type Evaluation, type EvaluationSet, evaluation, evaluationSet } from "./schema/evaluation.ts";
export { type Passed, type PassedAs, passed, type Validated, validated } from "./schema/proof.ts";
export type { NoFields, Shape } from "./schema/shape.ts";
export type { Checked, Refused, Returned, Yielded } from "./schema/storable.ts";
export type { Cache, CacheOptions } from "./step/cache.ts";
export { type CheckSignature, check, type PythonCheckSignature, type Report } from "./step/check.ts";
export { type CommandSignature, command, type Word } from "./step/command.ts";
export type { Attempt, Context, Log, LogFields, SavedCheckpoint } from "./step/context.ts";
export type { Failures, Resources, Retries, StepLimits, Watchdog } from "./step/limits.ts";
export {
  failWhen,
  type MetricRule,
  type MetricTest,
  markWhen,
  type Plateau,
  plateau,
  stopWhen,
} from "./step/metric-rules.ts";
export { NonRetryable } from "./step/non-retryable.ts";
export type {
  Concurrency,
  DeclaredConcurrency,
  MaxParallelOption,
  PlacementOptions,
  PoolOption,
} from "./step/placement.ts";
export {
  type PythonEnvironment,
  type PythonFile,
  type PythonFunction,
  type PythonSignature,
  python,
} from "./step/python.ts";
export type { Absent, NodeOptions, When } from "./step/rules.ts";
export type {
  AnyStep,
  CallOptions,
  Check,
  CheckTask,
  Given,
  InputOf,
  MetricOf,
  OutputOf,
  Received,
  Signature,
  Step,
  Task,
  Verdict,
} from "./step/step.ts";
export { type TaskBody, task } from "./step/task.ts";
export type { Bytes, Duration } from "./step/units.ts";
export type { LogLevel, SavedArtifact, StepHost } from "./step-host.ts";
export { type Answer, approval, type Patience, type Question, type RejectPolicy } from "./waiting/approval.ts";
export type { Waiting } from "./waiting/place-wait.ts";
export type {
  JsonCondition,
  Polling,
  WaitedBody,
  WaitedFile,
  WaitedHttp,
  WaitedRow,
  WaitedValues,
} from "./waiting/polled.ts";
export { type NamedTriggerOptions, type Triggered, type TriggerOptions, trigger } from "./waiting/trigger.ts";
export {
  type Deadline,
  type Seen,
  type TimeOfDay,
  type Waited,
  type WaitedDataset,
  type WaitedTime,
  waitFor,
} from "./waiting/wait-for.ts";
