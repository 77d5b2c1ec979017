/** A code bundle, as the SDK makes them, with functions written out as text. */
import { join } from "node:path";
import { defaultLimits } from "@troupe/core";
import type { PreparedAttempt } from "../src/ports/executor.ts";
import { writeFiles } from "./attempts.ts";

/** Each body gets `inputs` and `host`. */
export function writeBundle(folder: string, bodies: Readonly<Record<string, string>>, head = ""): string {
  const steps = Object.entries(bodies).map(
    ([name, body]) => `  ${JSON.stringify(name)}: async (inputs, host) => {\n${body}\n  },`,
  );
  const text = `import { AsyncLocalStorage } from "node:async_hooks";
import { execFileSync, spawn } from "node:child_process";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import fs from "node:fs";
${head}
const steps = {
${steps.join("\n")}
};
export default {
  [Symbol.for("troupe.pipeline")]: {
    format: 1,
    name: "test",
    spec: {},
    execute: (step, inputs, host) => steps[step](inputs, host),
  },
};
`;
  writeFiles(folder, { "pipeline.mjs": text });
  return folder;
}

let count = 0;

export interface FunctionAttemptOptions {
  readonly codeFolder: string;
  readonly step: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly millicpus?: number;
  readonly memoryBytes?: number;
  readonly pipeline?: string;
}

export function functionAttempt(options: FunctionAttemptOptions): PreparedAttempt {
  const {
    codeFolder,
    step,
    inputs = {},
    environment = {},
    millicpus = 20,
    memoryBytes = 0,
    pipeline = "test",
  } = options;
  return {
    runId: "run",
    task: `${step}[${++count}]`,
    attempt: 1,
    pipeline,
    step,
    declaration: { runs: { kind: "function" }, input: {}, output: {}, limits: defaultLimits },
    inputs,
    folder: null,
    codeFolder,
    codeDigest: `sha256:${join(codeFolder)}`,
    environment: { TROUPE_TASK: `${step}[${count}]`, ...environment },
    resources: { millicpus, memoryBytes },
  };
}
