/** A declared step as the builder knows it: what goes into the spec, and what runs it. */
import type { StepDeclaration } from "@troupe/core";
import type { z } from "zod";
import { invalidSpec } from "../invalid-spec.ts";
import type { Builder } from "../pipeline/builder.ts";
import type { StepLimits } from "./limits.ts";

export interface Declared {
  readonly name: string;
  readonly declaration: StepDeclaration;
  /** As written: a call sets some of them anew. */
  readonly limits: StepLimits;
  /** The function of a step that is written in TypeScript. */
  readonly body?: FunctionBody;
  /** Where it stands in the author's code, if the engine tells: "/…/steps.ts:12:22". */
  readonly declaredAt: () => string | undefined;
}

/** A function and the schemas around it. */
export interface FunctionBody {
  readonly input: z.core.$ZodType;
  readonly output: z.core.$ZodType | undefined;
  readonly run: (inputs: never, context: never) => unknown;
  /** Turns what the function gave into what the step yields: a check's report into its verdict. */
  readonly settle?: (result: unknown) => unknown;
}

/** A step is declared once; the same declaration again, as a factory makes it, is the same step. */
export function register(builder: Builder, step: Declared): void {
  const known = builder.steps.get(step.name);
  if (known === undefined) builder.steps.set(step.name, step);
  else if (!isSame(known, step)) throw clash(known, step);
}

function isSame(a: Declared, b: Declared): boolean {
  if (a === b) return true;
  return a.body?.run === b.body?.run && JSON.stringify(a.declaration) === JSON.stringify(b.declaration);
}

function clash(known: Declared, step: Declared): Error {
  return invalidSpec({
    field: `steps["${step.name}"]`,
    message: `is declared twice: as ${describe(known)}, and differently as ${describe(step)}`,
    fix: "give one of them another name",
  });
}

function describe({ declaration, declaredAt }: Declared): string {
  const { runs } = declaration;
  const what =
    runs.kind === "function"
      ? "a function"
      : runs.kind === "python"
        ? [runs.file, runs.function].filter(Boolean).join(":")
        : runs.kind === "command"
          ? "a command"
          : waitingWords[runs.kind];
  const place = declaredAt();
  return place === undefined ? what : `${what} at ${place}`;
}

const waitingWords = { poll: "a wait", wait: "a wait", approval: "an approval", trigger: "a trigger" } as const;

/** The place that called `declaring`. Told only when asked: to write a stack out takes longer than all the rest. */
export function callerOf(declaring: (...args: never[]) => unknown): () => string | undefined {
  const holder: { stack?: string } = {};
  Error.captureStackTrace?.(holder, declaring);
  return () => /\(?((?:file:\/\/|\/)[^()\s]+:\d+:\d+)\)?$/m.exec(holder.stack ?? "")?.[1]?.replace("file://", "");
}
