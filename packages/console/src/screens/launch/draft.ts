/**
 * What stands in a form while somebody fills it in, and the params that it means. A text that is not what its field takes
 * goes to the coordinator as it was typed, as the command line does it: the coordinator explains what is wrong with it.
 */
import { isObject, type Json, type JsonObject, unreachable } from "@troupe/core";
import type { Field } from "./schema-field.ts";

/**
 * Undefined: left out, its default counts. A text field holds what was typed, a choice the JSON of the option, an object
 * its fields, a list its items; null means null.
 */
export type Draft = undefined | null | string | boolean | readonly Draft[] | { readonly [name: string]: Draft };

export type DraftFields = { readonly [name: string]: Draft };

/** A form that shows a value. */
export function draftOf(field: Field, value: Json | undefined): Draft {
  const { control } = field;
  if (value === undefined || value === null) return value;
  switch (control.kind) {
    case "text":
      return typeof value === "string" ? value : JSON.stringify(value);
    case "number":
      return typeof value === "number" ? String(value) : textDraft(value);
    case "switch":
      return typeof value === "boolean" ? value : undefined;
    case "choice":
      return JSON.stringify(value);
    case "list":
      return Array.isArray(value) ? value.map((item: Json) => draftOf(control.item, item)) : undefined;
    case "object":
      return isObject(value) ? draftsOf(control.fields, value as JsonObject) : undefined;
    case "json":
      return JSON.stringify(value, null, 2);
    default:
      return unreachable(control);
  }
}

/** Of fields that the value does not have, their defaults. */
export function draftsOf(fields: readonly Field[], value: JsonObject): DraftFields {
  return Object.fromEntries(
    fields.map((field) => {
      const given = Object.hasOwn(value, field.name) ? value[field.name] : field.default;
      return [field.name, draftOf(field, given)];
    }),
  );
}

/** What is added to a list: an object with its defaults, an empty text, the first choice. */
export function emptyDraft(field: Field): Draft {
  const { control } = field;
  if (field.default !== undefined) return draftOf(field, field.default);
  switch (control.kind) {
    case "switch":
      return false;
    case "choice":
      return JSON.stringify(control.options[0] ?? null);
    case "list":
      return [];
    case "object":
      return draftsOf(control.fields, {});
    case "text":
    case "number":
    case "json":
      return "";
    default:
      return unreachable(control);
  }
}

/** What a draft means; undefined if it is left out. */
export function meaningOf(field: Field, draft: Draft): Json | undefined {
  const { control } = field;
  if (draft === undefined || draft === null) return draft;
  switch (control.kind) {
    case "text":
      return draft as string;
    case "number":
      return draft === "" ? undefined : (asNumber(draft as string) ?? (draft as string));
    case "switch":
      return draft as boolean;
    case "choice":
      return draft === "" ? undefined : parsed(draft as string);
    case "list":
      // An item that says nothing is a text, so that the coordinator tells of it instead of the others moving up.
      return (draft as readonly Draft[]).map((item) => meaningOf(control.item, item) ?? "");
    case "object":
      return paramsOf(control.fields, draft as DraftFields);
    case "json":
      return (draft as string).trim() === "" ? undefined : parsed(draft as string);
    default:
      return unreachable(control);
  }
}

export function paramsOf(fields: readonly Field[], drafts: DraftFields): JsonObject {
  const values = fields.flatMap((field) => {
    const value = meaningOf(field, drafts[field.name]);
    return value === undefined ? [] : [[field.name, value] as const];
  });
  return Object.fromEntries(values);
}

/** Params without those that say what the defaults say anyway: what one would write by hand. */
export function withoutDefaults(fields: readonly Field[], params: JsonObject): JsonObject {
  const defaults = new Map(fields.map((field) => [field.name, field.default]));
  return Object.fromEntries(
    Object.entries(params).filter(([name, value]) => !isSame(value, defaults.get(name) as Json | undefined)),
  );
}

function isSame(left: Json | undefined, right: Json | undefined): boolean {
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item: Json, at) => isSame(item, right[at] as Json));
  if (isObject(left) && isObject(right)) {
    const names = Object.keys(left);
    return (
      names.length === Object.keys(right).length &&
      names.every((name) => Object.hasOwn(right, name) && isSame(left[name] as Json, right[name] as Json))
    );
  }
  return left === right;
}

/** "1e3" and " 5 " are numbers, "0x10", "Infinity" and "5 images" are texts. */
function asNumber(text: string): number | undefined {
  const value = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function textDraft(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
