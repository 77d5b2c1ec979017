/** What an agent looks at now and again: an address, a path, a query. */
import { isObject, type JsonObject, type JsonTest, type PollSubject } from "@troupe/core";
import type { z } from "zod";
import { invalidSpec } from "../invalid-spec.ts";
import type { Input } from "../ref/ref.ts";
import { readSchema } from "../schema/json-schema.ts";
import type { Checked } from "../schema/storable.ts";
import type { Duration } from "../step/units.ts";

/** Ready when the answer has a good status, and its JSON is as it should be. */
export interface WaitedHttp {
  readonly http: {
    readonly url: Input<string>;
    /** Default: 200 to 299. */
    readonly status?: number | readonly number[];
    readonly json?: JsonCondition;
  };
}

/** The same, and yields the JSON of the answer as `body`. If that does not fit the schema, the task fails. */
export interface WaitedBody<S extends z.core.$ZodType> {
  readonly http: WaitedHttp["http"] & { readonly body: S & Checked<S> };
}

/** Ready when something is there. */
export interface WaitedFile {
  /** Absolute, on a disk that the agent sees; `*` and `**` stand for names: `"/data/in/*.csv"`. */
  readonly file: Input<string>;
}

/** Ready when the first row begins with something that is neither null, false, 0 nor empty. */
export interface WaitedRow {
  readonly sql: {
    /** As agents know it: `--connections` says where it is. */
    readonly connection: string;
    readonly query: Input<string>;
  };
}

/** The same, and yields the row as `row`, by column. Whole numbers are numbers, times ISO 8601, days as they are. */
export interface WaitedValues<S extends z.core.$ZodType> {
  readonly sql: WaitedRow["sql"] & { readonly row: S & Checked<S> };
}

/** `{ at: "jobs.0.state", equals: "done" }`. Without a test: something is there. */
export interface JsonCondition {
  /** Where it stands in the document. */
  readonly at: string;
  readonly equals?: string | number | boolean;
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Polling {
  /** How often it is looked at; less a random part of up to a fifth. Default: `"30s"`. */
  readonly every?: Duration;
  /** Labels that the agent must carry which looks: it may be one that alone can reach it. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface PollToPlace {
  readonly subject: PollSubject;
  /** The one input, by name. */
  readonly input: readonly [name: string, value: unknown];
  /** What is found, beside the outcome. */
  readonly facts: Readonly<Record<string, JsonObject>>;
}

type AnyHttp = WaitedHttp["http"] & { readonly body?: z.core.$ZodType };
type AnySql = WaitedRow["sql"] & { readonly row?: z.core.$ZodType };

export function pollOf(what: object, name: string): PollToPlace | undefined {
  if ("http" in what) {
    const { url, status, json, body } = (what as { readonly http: AnyHttp }).http;
    const statuses = status === undefined ? undefined : typeof status === "number" ? [status] : [...status];
    const subject = {
      kind: "http" as const,
      ...(statuses && { status: statuses }),
      ...(json && { json: testOf(json) }),
      ...(body && { yields: "body" as const }),
    };
    const facts = { status: { type: "integer" }, ...(body && { body: dataSchema(body, `${name}.http.body`) }) };
    return { subject, input: ["url", url], facts };
  }
  if ("file" in what) {
    const facts = { paths: { type: "array", items: { type: "string" } } };
    return { subject: { kind: "file" }, input: ["path", (what as WaitedFile).file], facts };
  }
  if ("sql" in what) {
    const { connection, query, row } = (what as { readonly sql: AnySql }).sql;
    const subject = { kind: "sql" as const, connection, ...(row && { yields: "row" as const }) };
    const facts: Record<string, JsonObject> = row === undefined ? {} : { row: dataSchema(row, `${name}.sql.row`) };
    return { subject, input: ["query", query], facts };
  }
  return undefined;
}

function testOf({ at, ...test }: JsonCondition): JsonTest {
  return { path: at === "" ? [] : at.split("."), ...test };
}

/** What comes from outside is data: no artifact stands in it, whatever it says of itself. */
function dataSchema(schema: z.core.$ZodType, field: string): JsonObject {
  const written = readSchema(schema, field);
  if (!namesArtifact(written)) return written;
  throw invalidSpec({
    field,
    message: "asks for an artifact, and what stands outside has none",
    fix: "yield the address, and fetch it in a step that yields the artifact",
  });
}

function namesArtifact(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(namesArtifact);
  return isObject(schema) && (typeof schema.artifact === "string" || Object.values(schema).some(namesArtifact));
}
