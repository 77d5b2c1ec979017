/**
 * The module `virtual:wide-fields`: which fields of which messages are wide numbers, which JSON carries as texts
 * (64-bit integers, NaN, infinities). Made from the .proto files at build time, so that it is never behind them.
 */
import { packageDefinition } from "@troupe/proto";
import type { Plugin } from "vite";
import type { WideFields } from "../src/api/wide-fields.ts";

const id = "virtual:wide-fields";

export function wideFieldsModule(): Plugin {
  return {
    name: "troupe-wide-fields",
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) =>
      source === `\0${id}` ? `export const wideFields = ${JSON.stringify(readWideFields())};` : undefined,
  };
}

/** The part of google.protobuf's DescriptorProto that matters here. */
interface Descriptor {
  readonly name: string;
  readonly field?: readonly Field[];
  readonly nestedType?: readonly Descriptor[];
  readonly options?: { readonly mapEntry?: boolean } | null;
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly typeName: string;
}

const wideTypes: ReadonlySet<string> = new Set(["TYPE_INT64", "TYPE_UINT64", "TYPE_DOUBLE", "TYPE_FLOAT"]);

export function readWideFields(): WideFields {
  const messages: Record<string, Record<string, string>> = {};
  const responses: Record<string, string> = {};
  for (const [path, entry] of Object.entries(packageDefinition)) {
    if (!path.startsWith("troupe.v1.")) continue;
    if ("type" in entry) readMessage(entry.type as unknown as Descriptor, path, messages);
    else if (!("format" in entry))
      for (const [name, method] of Object.entries(entry))
        responses[`${path.slice("troupe.v1.".length)}/${name}`] =
          `troupe.v1.${(method.responseType.type as Descriptor).name}`;
  }
  return { messages: withoutEmpty(messages), responses };
}

function readMessage(type: Descriptor, path: string, into: Record<string, Record<string, string>>): void {
  const nested = new Map((type.nestedType ?? []).map((inner) => [inner.name, inner]));
  const fields: Record<string, string> = {};
  for (const { name, type: kind, typeName } of type.field ?? []) {
    const entry = nested.get(typeName);
    if (entry?.options?.mapEntry === true) {
      const value = entry.field?.find((field) => field.name === "value");
      if (value !== undefined) fields[name] = `*${kindOf(value, path, nested)}`;
    } else fields[name] = kindOf({ name, type: kind, typeName }, path, nested);
  }
  into[path] = fields;
  for (const inner of nested.values()) readMessage(inner, `${path}.${inner.name}`, into);
}

/** "#" a wide number, a path a message, "" anything else. */
function kindOf({ type, typeName }: Field, owner: string, nested: ReadonlyMap<string, Descriptor>): string {
  if (wideTypes.has(type)) return "#";
  if (type !== "TYPE_MESSAGE" || typeName.startsWith("google.")) return "";
  return nested.has(typeName) ? `${owner}.${typeName}` : `troupe.v1.${typeName}`;
}

/** Leaves out fields, then messages, in which nothing wide can be found, until nothing more falls out. */
function withoutEmpty(messages: Record<string, Record<string, string>>): WideFields["messages"] {
  const leadsOn = (kind: string): boolean => {
    const target = kind.replace(/^\*/, "");
    return target === "#" || messages[target] !== undefined;
  };
  for (;;) {
    let dropped = false;
    for (const [path, fields] of Object.entries(messages)) {
      for (const [name, kind] of Object.entries(fields)) if (!leadsOn(kind)) delete fields[name];
      if (Object.keys(fields).length > 0) continue;
      delete messages[path];
      dropped = true;
    }
    if (!dropped) return messages;
  }
}
