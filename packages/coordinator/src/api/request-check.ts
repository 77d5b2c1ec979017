/** Checks a request field by field and refuses it once, with everything that is wrong and how to mend it. */
import {
  type Digest,
  isDigest,
  isObject,
  type Json,
  type JsonObject,
  type Problem,
  type RunStatus,
  runStatuses,
  TroupeError,
} from "@troupe/core";
import { parseJson } from "./parse-json.ts";
import { runStatusOf } from "./wire-names.ts";

export const pageSizes = { default: 100, max: 1000 } as const;

export class RequestCheck {
  readonly #problems: Problem[] = [];

  refuse(field: string, message: string, fix: string): void {
    this.#problems.push({ field, message, fix });
  }

  /** Call it before anything is done with what the other methods answered. */
  done(): void {
    if (this.#problems.length > 0) throw invalidArgument(this.#problems);
  }

  /** A name or id that must be there. Whether something has it is for the engine to say. */
  id(field: string, value: string, what: string): string {
    if (value === "") this.refuse(field, "is empty", `Give ${what}.`);
    else if (value.length > 256) this.refuse(field, `has ${value.length} characters`, "Give at most 256.");
    return value;
  }

  requestId(value: string): void {
    if (value.length > 128) this.refuse("request_id", `has ${value.length} characters`, "Give at most 128.");
  }

  digest(field: string, value: string): Digest {
    if (!isDigest(value))
      this.refuse(field, `${show(value)} is not a digest`, 'Write "sha256:" and 64 lower-case hexadecimal digits.');
    return value as Digest;
  }

  optionalDigest(field: string, value: string): Digest | null {
    return value === "" ? null : this.digest(field, value);
  }

  json(field: string, text: string): Json {
    const parsed = parseJson(text);
    if ("value" in parsed) return parsed.value;
    this.refuse(field, parsed.problem, "Send one JSON value.");
    return null;
  }

  /** Empty means an empty object. */
  jsonObject(field: string, text: string): JsonObject {
    if (text === "") return {};
    const value = this.json(field, text);
    if (isObject(value)) return value as JsonObject;
    if (value !== null || text.trim() === "null")
      this.refuse(field, `${show(text)} is not an object`, 'Send a JSON object: {"name": value}.');
    return {};
  }

  /** A whole number that is not negative: offsets, sequence numbers, attempts. */
  count(field: string, value: number): number {
    if (!Number.isSafeInteger(value) || value < 0)
      this.refuse(field, `is ${value}`, "Give a whole number from 0 to 2^53 - 1.");
    return value;
  }

  pageSize(value: number): number {
    if (value === 0) return pageSizes.default;
    if (value < 0 || value > pageSizes.max)
      this.refuse("page_size", `is ${value}`, `Give 1 to ${pageSizes.max}, or 0 for ${pageSizes.default}.`);
    return value;
  }

  statuses(field: string, states: readonly (string | number)[]): readonly RunStatus[] {
    return states.flatMap((state, index) => {
      const status = runStatusOf(state);
      if (status === undefined)
        this.refuse(
          `${field}[${index}]`,
          `${show(String(state))} is no state of a run`,
          `Use RUN_STATE_ and one of: ${Object.keys(runStatuses).map(wire).join(", ")}.`,
        );
      return status ?? [];
    });
  }
}

export function invalidArgument(problems: readonly Problem[]): TroupeError {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  const message = first === undefined ? "invalid request" : `${first.field} ${first.message}. ${first.fix}${more}`;
  return new TroupeError(message, { code: "INVALID_ARGUMENT", reaction: "reject", problems });
}

/** A value as it may stand in a message: quoted, and short. */
export function show(value: string): string {
  return JSON.stringify(value.length <= 80 ? value : `${value.slice(0, 80)}…`);
}

function wire(status: string): string {
  return status.toUpperCase().replaceAll("-", "_");
}
