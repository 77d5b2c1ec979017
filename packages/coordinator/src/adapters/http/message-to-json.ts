/**
 * Messages as the JSON of protobuf: camelCase names, 64-bit integers as texts, bytes in base64, instants as RFC 3339.
 * Fields are there even where they hold the default, so that readers need no defaults of their own; absent messages and
 * absent optional fields are left out.
 */
import { type Json, unreachable } from "@troupe/core";
import { fromTimestamp } from "@troupe/proto";
import type { FieldShape, MessageShape, ValueShape } from "./message-shape.ts";

type Message = Readonly<Record<string, unknown>>;

export function messageToJson(shape: MessageShape, message: Message): { readonly [name: string]: Json } {
  const json: Record<string, Json> = {};
  for (const field of shape.fields.values()) {
    const value = message[field.name];
    if (value !== undefined && value !== null) json[field.name] = fieldToJson(field, value);
  }
  return json;
}

function fieldToJson({ repeated, value: shape }: FieldShape, value: unknown): Json {
  return repeated ? (value as unknown[]).map((item) => valueToJson(shape, item)) : valueToJson(shape, value);
}

function valueToJson(shape: ValueShape, value: unknown): Json {
  switch (shape.kind) {
    case "text":
    case "bool":
    case "int32":
    case "enum":
      return value as Json;
    case "int64":
      return String(value);
    case "double":
      // JSON has no NaN and no infinities; protobuf writes their names.
      return Number.isFinite(value) ? (value as number) : String(value);
    case "bytes":
      return (value as Buffer).toString("base64");
    case "timestamp":
      return new Date(fromTimestamp(value as Parameters<typeof fromTimestamp>[0]) ?? 0).toISOString();
    case "message":
      return messageToJson(shape.shape(), value as Message);
    case "map":
      return Object.fromEntries(
        Object.entries(value as Message).map(([key, item]) => [key, valueToJson(shape.value(), item)]),
      );
    default:
      return unreachable(shape);
  }
}
