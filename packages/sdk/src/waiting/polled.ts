/** What an agent looks at now and again: an address, a path, a query. */
import type { JsonObject, JsonTest, PollSubject } from "@troupe/core";
import type { Input } from "../ref/ref.ts";
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

export function pollOf(what: object): PollToPlace | undefined {
  if ("http" in what) {
    const { url, status, json } = (what as WaitedHttp).http;
    const statuses = status === undefined ? undefined : typeof status === "number" ? [status] : [...status];
    const subject = {
      kind: "http" as const,
      ...(statuses && { status: statuses }),
      ...(json && { json: testOf(json) }),
    };
    return { subject, input: ["url", url], facts: { status: { type: "integer" } } };
  }
  if ("file" in what) {
    const facts = { paths: { type: "array", items: { type: "string" } } };
    return { subject: { kind: "file" }, input: ["path", (what as WaitedFile).file], facts };
  }
  if ("sql" in what) {
    const { connection, query } = (what as WaitedRow).sql;
    return { subject: { kind: "sql", connection }, input: ["query", query], facts: {} };
  }
  return undefined;
}

function testOf({ at, ...test }: JsonCondition): JsonTest {
  return { path: at === "" ? [] : at.split("."), ...test };
}
