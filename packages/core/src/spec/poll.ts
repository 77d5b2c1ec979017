/**
 * Steps that wait for something outside of Troupe. An agent looks at it now and again, many of them in one loop, and no
 * process stands behind them. What a run decides about them (an address, a path, a query) stands in their inputs.
 */
import type { Json } from "../json.ts";
import type { TimeoutPolicy } from "./waiting.ts";

/** Its `limits.timeoutMs` is the deadline of all its attempts together. */
export interface PollExecutable {
  readonly kind: "poll";
  readonly for: PollSubject;
  readonly everyMs: number;
  /** At the deadline. Default: `fail`, with the exit class timeout. */
  readonly onTimeout?: TimeoutPolicy;
}

export type PollSubject =
  /** Input `url`. Ready when the answer has one of these statuses (default: 200 to 299), and its JSON passes the test. */
  | {
      readonly kind: "http";
      readonly status?: readonly number[];
      readonly json?: JsonTest;
      /** It yields the JSON of the answer as `body`. */
      readonly yields?: "body";
    }
  /** Input `path`: absolute, `*` and `**` stand for names. Ready when something is there. */
  | { readonly kind: "file" }
  /** Input `query`. Ready when its first row begins with something that is neither null, false, 0 nor "". */
  | {
      readonly kind: "sql";
      readonly connection: string;
      /** It yields the first row as `row`, by column. */
      readonly yields?: "row";
    };

/** What a value in a JSON document has to be. */
export interface JsonTest {
  /** Where it stands, outermost first: `["jobs", "0", "state"]`. Empty: the whole document. */
  readonly path: readonly string[];
  readonly equals?: Json;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Why a document does not pass, in words; undefined if it does. */
export function failsTest(document: Json | undefined, { path, equals, atLeast, atMost }: JsonTest): string | undefined {
  const found = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], document);
  const name = path.length === 0 ? "it" : path.join(".");
  if (found === undefined || found === null) return `${name} is not there`;
  const shown = `${name} is ${JSON.stringify(found).slice(0, 100)}`;
  if (equals !== undefined && JSON.stringify(found) !== JSON.stringify(equals)) return shown;
  if (atLeast !== undefined && !(typeof found === "number" && found >= atLeast)) return shown;
  if (atMost !== undefined && !(typeof found === "number" && found <= atMost)) return shown;
  return undefined;
}
