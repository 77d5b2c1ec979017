/** What is run on the cluster, and when it is in its middle. */
import { join, resolve } from "node:path";
import type { Terminal } from "@troupe/cli";
import type { JsonObject } from "@troupe/core";
import type { Run, RunUpdate } from "@troupe/sdk/client";
import { prepareMachine } from "../quickstart/machine.ts";
import type { Narrator } from "../quickstart/narrator.ts";
import { type Outputs, outcome } from "../quickstart/outcome.ts";
import { prepareSteps } from "../quickstart/prepare-steps.ts";

export interface Example {
  readonly name: string;
  readonly pipelineFile: string;
  readonly params: JsonObject;
  /** Where agents find Python environments that are made already; null if it needs none. */
  readonly environments: string | null;
  /** What agents must be told. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether this update says that it is in the middle of its work. */
  readonly isMiddle: (update: RunUpdate) => boolean;
  /** What came of it, in words; null if that says nothing to anybody. */
  readonly outcome: ((run: Run, style: Terminal["style"]) => string) | null;
}

export interface Preparation {
  readonly during: Narrator["during"];
  readonly install: boolean;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

const root = join(import.meta.dirname, "../..");
const examples = { retraining, hello };

export const exampleNames = Object.keys(examples) as readonly ExampleName[];
export type ExampleName = keyof typeof examples;

export function isExampleName(name: string): name is ExampleName {
  return name in examples;
}

export function prepareExample(name: ExampleName, preparation: Preparation): Promise<Example> {
  return examples[name](preparation);
}

/** Python steps, some seconds of training side by side. Its environment is the quickstart's: who has run that has it. */
async function retraining({ during, install, say, signal }: Preparation): Promise<Example> {
  prepareMachine("quickstart", install, say);
  const { pipelineFile, dataDir, env, note } = await during("Python environment with scikit-learn", (tell) =>
    prepareSteps({
      codeFolder: join(root, "examples/retraining"),
      dataDir: resolve(root, ".troupe/quickstart"),
      installIsAsked: install,
      tell,
      signal,
    }),
  );
  if (note !== null) say(`  ${note}`);
  const isTraining = (task: string | null): boolean => task?.startsWith("train[") === true;
  let started = 0;
  return {
    name: "retraining",
    pipelineFile,
    // Long enough that the leader is killed, and replaced, while it goes on.
    params: { epochs: 120, registry: resolve(root, ".troupe/cluster/models") },
    environments: join(dataDir, "agent-cache/environments"),
    env,
    // Not by its progress, which is told by the coordinator that the agent sends it to, and by no other.
    isMiddle: (update) =>
      update.type === "event" && update.name === "AttemptStarted" && isTraining(update.task) && ++started === 2,
    outcome: (run, style) => outcome(run as Run<unknown> as Run<Outputs>, style),
  };
}

/** Functions, done in a moment: so there are many of them. */
async function hello(): Promise<Example> {
  let succeeded = 0;
  return {
    name: "hello",
    pipelineFile: helloFile,
    params: { rates: manyRates(1200) },
    environments: null,
    env: {},
    isMiddle: (update) => update.type === "event" && update.name === "TaskSucceeded" && ++succeeded === 100,
    outcome: null,
  };
}

export const helloFile = join(root, "examples/hello/pipeline.ts");

export function manyRates(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => (index + 1) / (2 * count));
}
