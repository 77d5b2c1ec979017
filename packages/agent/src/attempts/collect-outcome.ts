/** What an attempt that has ended amounts to: its exit, and if that was good, its output. */
import { createHash } from "node:crypto";
import { type Digest, type Json, type JsonSchema, type Problem, type StepDeclaration, TroupeError } from "@troupe/core";
import type { ArchiveUpload } from "../artifacts/archive-upload.ts";
import type { ArtifactLease } from "../artifacts/artifact-cache.ts";
import type { AttemptDisk } from "../ports/attempt-disk.ts";
import type { Exit } from "../ports/executor.ts";
import type { SaidFailure } from "../step-protocol/read-failure.ts";
import type { Stop } from "./attempt-state.ts";
import { failed, type Outcome, outcomeOfExit, stopped } from "./outcome.ts";
import { storeOutput } from "./stored-output.ts";

export interface CollectTools {
  readonly folders: AttemptDisk;
  readonly upload: ArchiveUpload;
  /** What is wrong with a value, by its schema. */
  readonly validate: (schema: JsonSchema, value: Json) => readonly Problem[];
  /**
   * What a process left in its folder, as a value in which artifacts are `{kind, path}`; undefined if nothing. Throws
   * TroupeError(reject) with the code that the attempt fails with.
   */
  readonly readOutput: (folder: string, declaration: StepDeclaration) => Promise<unknown>;
  /** What a process said of its own failure. */
  readonly readFailure: (folder: string) => Promise<SaidFailure | undefined>;
  readonly canonicalJson: (value: Json) => string;
}

export interface EndedAttempt {
  readonly exit: Exit;
  readonly stop: Stop | null;
  readonly declaration: StepDeclaration;
  readonly folder: string | null;
  readonly artifacts: ArtifactLease;
}

const outputLimits = { inlineBytes: 4 * 1024, bytes: 4 * 1024 * 1024 } as const;

export async function collectOutcome(tools: CollectTools, ended: EndedAttempt, signal: AbortSignal): Promise<Outcome> {
  const { exit, stop } = ended;
  const isEnough = stop?.reason === "rule" && stop.action === "stop" && exit.lost !== true;
  if (stop !== null && !isEnough) return stopped(stop, exit);
  const outcome = isEnough ? null : await outcomeOfEnd(tools, ended);
  if (outcome !== null) return outcome;
  try {
    return await collectOutput(tools, ended, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof TroupeError)) throw error;
    const message = isEnough ? `was stopped by a rule (${stop.message}), and then ${error.message}` : error.message;
    return failed({ exitClass: "failure", code: error.code, message }, exit);
  }
}

async function outcomeOfEnd({ folders, readFailure }: CollectTools, { exit, folder }: EndedAttempt) {
  const isGood = exit.exitCode === 0 || exit.result !== undefined;
  if (isGood || folder === null) return outcomeOfExit(exit, "");
  return outcomeOfExit(exit, await folders.lastWords(folder), await readFailure(folder));
}

async function collectOutput(tools: CollectTools, ended: EndedAttempt, signal: AbortSignal): Promise<Outcome> {
  const { declaration, folder, artifacts, exit } = ended;
  const raw = exit.result?.ok === true ? exit.result.output : await readFrom(tools, folder, declaration);
  // A check declares the schema of its subject, and yields a verdict, which the coordinator judges.
  const schema = declaration.role === "check" ? true : declaration.output;
  if (schema === undefined) return { exitClass: "success", outputJson: null, outputDigest: null };
  // SAFETY: what a poll found comes from outside. Nothing in it is a file of this machine, whatever it looks like.
  const output =
    declaration.runs.kind === "poll"
      ? ((raw ?? null) as Json)
      : await storeOutput(raw ?? null, { artifacts, upload: tools.upload, folder, signal });
  const problems = tools.validate(schema, output);
  if (problems.length > 0) throw invalid(problems);
  return toSuccess(tools, output, signal);
}

async function readFrom(tools: CollectTools, folder: string | null, declaration: StepDeclaration): Promise<unknown> {
  return folder === null ? undefined : tools.readOutput(folder, declaration);
}

async function toSuccess(tools: CollectTools, output: Json, signal: AbortSignal): Promise<Outcome> {
  const outputJson = tools.canonicalJson(output);
  const bytes = Buffer.from(outputJson);
  if (bytes.length <= outputLimits.inlineBytes) return { exitClass: "success", outputJson, outputDigest: null };
  if (bytes.length > outputLimits.bytes) throw tooLarge(bytes.length);
  const outputDigest: Digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  await tools.upload.bytes(outputDigest, bytes, signal);
  return { exitClass: "success", outputJson: null, outputDigest };
}

function invalid(problems: readonly Problem[]): TroupeError {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return new TroupeError(`the output does not fit its schema: ${first?.field} ${first?.message}${more}`, {
    code: "TASK_OUTPUT_INVALID",
    reaction: "reject",
    problems,
  });
}

function tooLarge(bytes: number): TroupeError {
  return new TroupeError(
    `the output is ${bytes} bytes of JSON, and at most ${outputLimits.bytes} are taken; make the large part an artifact`,
    { code: "TASK_OUTPUT_TOO_LARGE", reaction: "reject" },
  );
}
