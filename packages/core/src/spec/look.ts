/** Looks at the fields of a spec that is to be checked, and collects what is wrong with them. */
import type { Problem } from "../error.ts";
import { isObject } from "../json.ts";
import { show } from "../schema/validate-json.ts";
import { namePattern, specLimits } from "./pipeline-spec.ts";

export class Look {
  readonly problems: Problem[] = [];

  add(field: string, message: string, fix: string): void {
    if (this.problems.length < 50) this.problems.push({ field, message, fix });
  }

  /** Known fields; a "?" behind a name makes it optional. Undefined if it is no object. */
  object(value: unknown, field: string, names: readonly string[]): Readonly<Record<string, unknown>> | undefined {
    if (!isObject(value)) {
      this.add(field, `is ${show(value)}`, "give it an object");
      return undefined;
    }
    const known = names.map((name) => name.replace("?", ""));
    for (const name of names)
      if (!name.endsWith("?") && value[name] === undefined)
        this.add(`${field}.${name}`, "is missing", `an object here has ${known.join(", ")}`);
    for (const name of Object.keys(value))
      if (!known.includes(name)) this.add(`${field}.${name}`, "is not a known field", `known are ${known.join(", ")}`);
    return value;
  }

  entries(value: unknown, field: string): readonly (readonly [string, unknown])[] {
    if (isObject(value)) return Object.entries(value);
    this.add(field, `is ${show(value)}`, "give it an object");
    return [];
  }

  list(value: unknown, field: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    this.add(field, `is ${show(value)}`, "give it a list");
    return [];
  }

  text(value: unknown, field: string): void {
    if (typeof value !== "string" || value === "" || value.length > 4096)
      this.add(field, `is ${show(value)}`, "give it a text of 1 to 4,096 characters");
  }

  name(value: unknown, field: string): void {
    if (typeof value !== "string" || !namePattern.test(value) || value.length > specLimits.nameLength) {
      this.add(
        field,
        `is ${show(value)}`,
        `use lower-case letters, digits and single hyphens or underscores, up to ${specLimits.nameLength}, starting with a letter: "train-model"`,
      );
    }
  }

  pattern(value: unknown, field: string, pattern: RegExp, fix: string): void {
    if (typeof value !== "string" || !pattern.test(value)) this.add(field, `is ${show(value)}`, fix);
  }

  file(value: unknown, field: string): void {
    const inside =
      typeof value === "string" &&
      value !== "" &&
      !value.startsWith("/") &&
      !value.includes("\\") &&
      !value.includes("\0") &&
      !value.split("/").includes("..");
    if (!inside)
      this.add(field, `is ${show(value)}`, "give a path inside the pipeline's folder, with forward slashes and no ..");
  }

  count(value: unknown, field: string, least: number, most: number = Number.MAX_SAFE_INTEGER): void {
    if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most)
      this.add(
        field,
        `is ${show(value)}`,
        `give it a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}`,
      );
  }

  number(value: unknown, field: string, least: number, most: number): void {
    if (typeof value !== "number" || !Number.isFinite(value) || value < least || value > most)
      this.add(field, `is ${show(value)}`, `give it a number from ${least} to ${most}`);
  }

  oneOf(value: unknown, field: string, known: readonly unknown[]): void {
    if (!known.includes(value))
      this.add(field, `is ${show(value)}`, `use ${known.length === 1 ? "" : "one of "}${known.map(show).join(", ")}`);
  }

  schema(value: unknown, field: string): void {
    if (typeof value !== "boolean" && !isObject(value)) this.add(field, `is ${show(value)}`, "give it a JSON Schema");
  }
}
