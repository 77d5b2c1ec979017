/**
 * What an agent must know of an attempt to take it over after it was killed: `attempt.json`, written once, before the
 * start. A folder without it holds nothing that ever ran. `stop.json` is added when the attempt is told to end, so that a
 * successor classes its end rightly. Either may be torn: by a kill of the agent, which then had started nothing or told
 * nobody yet; or by a crash of the machine, and then the process is gone too.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Digest, isDigest, type JsonObject, type StepDeclaration } from "@troupe/core";
import type { AttemptKey } from "@troupe/engine";
import * as z from "zod";
import type { OfferedSpec } from "../ports/coordinator-link.ts";
import type { Stop } from "./attempt-state.ts";

export interface LedgerEntry {
  readonly key: AttemptKey;
  readonly clusterId: string;
  readonly term: number;
  readonly spec: OfferedSpec;
  readonly phases: { readonly offeredAt: number; readonly inputsAt: number; readonly runningAt: number };
  /** The clock that a timeout is measured by across agents: seconds since this boot. */
  readonly started: { readonly bootId: string; readonly uptimeS: number };
}

const entryName = "attempt.json";
const stopName = "stop.json";

const json = z.custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value));
const digest = z.custom<Digest>(isDigest).nullable();

const entryFormat = z.object({
  format: z.literal(1),
  key: z.object({ runId: z.string(), task: z.string(), attempt: z.int() }),
  clusterId: z.string(),
  term: z.int(),
  spec: z.object({
    pipeline: z.string(),
    step: z.string(),
    codeDigest: digest,
    declaration: json.transform((value) => value as unknown as StepDeclaration),
    inputs: json.nullable(),
    inputsDigest: digest,
    timeoutMs: z.number().nullable(),
    graceMs: z.number(),
    resources: z.object({ millicpus: z.number(), memoryBytes: z.number(), gpus: z.number() }),
    devices: z.array(z.string()),
    traceparent: z.string().nullable(),
    environment: z.record(z.string(), z.string()),
    checkpoint: z
      .object({ kind: z.string(), digest: z.custom<Digest>(isDigest), size: z.number(), step: z.number().nullable() })
      .exactOptional(),
  }),
  phases: z.object({ offeredAt: z.number(), inputsAt: z.number(), runningAt: z.number() }),
  started: z.object({ bootId: z.string(), uptimeS: z.number() }),
});

const stopFormat = z.discriminatedUnion("reason", [
  z.object({ reason: z.literal("cancelled"), message: z.string() }),
  z.object({ reason: z.literal("timeout") }),
  z.object({ reason: z.literal("stalled"), idleMs: z.number(), isFinal: z.boolean() }),
  z.object({ reason: z.literal("rule"), action: z.enum(["stop", "fail"]), message: z.string() }),
  z.object({ reason: z.literal("agent-stopping") }),
  z.object({ reason: z.literal("superseded") }),
]);

export type Read =
  | { readonly found: "entry"; readonly entry: LedgerEntry; readonly stop: Stop | null }
  /** Nothing ran here. */
  | { readonly found: "nothing" }
  /** Something that this version cannot read; it may be running. */
  | { readonly found: "unreadable"; readonly cause: unknown };

export function writeEntry(folder: string, entry: LedgerEntry): void {
  writeFileSync(join(folder, entryName), JSON.stringify({ format: 1, ...entry }));
}

export function writeStop(folder: string, stop: Stop): void {
  writeFileSync(join(folder, stopName), JSON.stringify(stop));
}

export function removeEntry(folder: string): void {
  rmSync(join(folder, entryName), { force: true });
}

export function readLedger(folder: string): Read {
  const written = read(join(folder, entryName));
  if (written === undefined) return { found: "nothing" };
  try {
    const { format: _, ...entry } = entryFormat.parse(written);
    return { found: "entry", entry, stop: readStop(folder) };
  } catch (cause) {
    return { found: "unreadable", cause };
  }
}

function readStop(folder: string): Stop | null {
  const written = read(join(folder, stopName));
  return written === undefined ? null : stopFormat.parse(written);
}

/** Undefined if it was never written, or not to its end. */
function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
