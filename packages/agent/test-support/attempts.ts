/** Attempts as they are when everything is laid out for their executor. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { defaultLimits, type Executable } from "@troupe/core";
import type { AttemptSink, PreparedAttempt } from "../src/ports/executor.ts";

export interface AttemptOptions {
  readonly root: string;
  readonly name: string;
  readonly runs: Executable;
  readonly role?: "step" | "check";
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly codeFolder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** With a folder and what the step protocol puts into it. */
export function processAttempt({ root, name, runs, role, inputs = {}, ...rest }: AttemptOptions): PreparedAttempt {
  const folder = join(root, name);
  mkdirSync(join(folder, "outputs"), { recursive: true });
  writeFileSync(join(folder, "inputs.json"), JSON.stringify(inputs));
  return {
    runId: "run",
    task: name,
    attempt: 1,
    pipeline: "test",
    step: name,
    declaration: { runs, input: {}, output: {}, limits: defaultLimits, ...(role !== undefined && { role }) },
    inputs,
    folder,
    codeFolder: rest.codeFolder ?? null,
    codeDigest: null,
    environment: {
      TROUPE_INPUTS: join(folder, "inputs.json"),
      TROUPE_OUTPUTS: join(folder, "outputs"),
      TROUPE_MESSAGES: join(folder, "messages.jsonl"),
      ...rest.environment,
    },
    resources: { millicpus: 1000, memoryBytes: 0 },
  };
}

export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

/** Keeps what an attempt prints and tells. */
export class KeptTelemetry implements AttemptSink {
  readonly messages: unknown[] = [];
  readonly #streams = { stdout: "", stderr: "" };

  get stdout(): string {
    return this.#streams.stdout;
  }

  get stderr(): string {
    return this.#streams.stderr;
  }

  log(stream: "stdout" | "stderr", data: Uint8Array): void {
    this.#streams[stream] += Buffer.from(data).toString("utf8");
  }

  message(line: unknown): void {
    this.messages.push(line);
  }
}
