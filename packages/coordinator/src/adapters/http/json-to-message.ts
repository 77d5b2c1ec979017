/**
 * Requests as the JSON of protobuf, checked field by field. Names may be written in camelCase or as in the .proto file;
 * null counts as absent; 64-bit integers may be numbers or texts. What is not known is refused, not ignored.
 */
import { isObject, unreachable } from "@troupe/core";
import type { RequestCheck } from "../../api/request-check.ts";
import { nearest } from "../../words/nearest.ts";
import type { FieldShape, MessageShape, ValueShape } from "./message-shape.ts";

type Message = Record<string, unknown>;

export function jsonToMessage(check: RequestCheck, shape: MessageShape, json: unknown, path = ""): Message {
  if (!isObject(json)) {
    check.refuse(path || "the request", `is ${describe(json)}`, 'Send a JSON object: {"field": value}.');
    return {};
  }
  const message: Message = {};
  for (const [key, value] of Object.entries(json)) {
    const field = shape.fields.get(key) ?? shape.fields.get(toCamelCase(key));
    const at = path === "" ? key : `${path}.${key}`;
    if (field === undefined) refuseUnknown(check, shape, key, at);
    else if (value !== null) message[field.name] = fieldFrom(check, field, value, at);
  }
  return message;
}

function refuseUnknown(check: RequestCheck, shape: MessageShape, key: string, at: string): void {
  const known = [...shape.fields.keys()];
  const meant = nearest(key, known);
  const list = known.length === 0 ? "This request has no fields." : `Known are: ${known.join(", ")}.`;
  check.refuse(at, "is no field", `${meant === undefined ? "" : `Did you mean ${meant}? `}${list}`);
}

function fieldFrom(check: RequestCheck, { repeated, value: shape }: FieldShape, json: unknown, at: string): unknown {
  if (!repeated) return valueFrom(check, shape, json, at);
  if (Array.isArray(json)) return json.map((item: unknown, index) => valueFrom(check, shape, item, `${at}[${index}]`));
  check.refuse(at, `is ${describe(json)}`, "Send a list.");
  return [];
}

function valueFrom(check: RequestCheck, shape: ValueShape, json: unknown, at: string): unknown {
  const refuse = (fix: string): undefined => void check.refuse(at, `is ${describe(json)}`, fix);
  switch (shape.kind) {
    case "text":
      return typeof json === "string" ? json : refuse("Send a text.");
    case "bool":
      return typeof json === "boolean" ? json : refuse("Send true or false.");
    case "int32":
      return Number.isInteger(json) && Math.abs(json as number) < 2 ** 31 ? json : refuse("Send a whole number.");
    case "int64":
      return isInt64(json) ? Number(json) : refuse("Send a whole number of at most 2^53 - 1, as a number or a text.");
    case "double":
      return isDouble(json) ? Number(json) : refuse('Send a number, "NaN", "Infinity" or "-Infinity".');
    case "bytes":
      return isBase64(json) ? Buffer.from(json, "base64") : refuse("Send bytes as base64.");
    case "enum":
      return isMember(shape.values, json) ? json : refuse(`Send one of ${[...shape.values.keys()].join(", ")}.`);
    case "timestamp":
      return timestampFrom(json) ?? refuse('Send an instant like "2026-01-31T12:00:00Z".');
    case "message":
      return jsonToMessage(check, shape.shape(), json, at);
    case "map":
      return mapFrom(check, shape.value(), json, at);
    default:
      return unreachable(shape);
  }
}

function mapFrom(check: RequestCheck, shape: ValueShape, json: unknown, at: string): Message {
  if (!isObject(json)) {
    check.refuse(at, `is ${describe(json)}`, "Send a JSON object.");
    return {};
  }
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, valueFrom(check, shape, value, `${at}[${JSON.stringify(key)}]`)]),
  );
}

function isInt64(json: unknown): boolean {
  if (typeof json === "string" && !/^-?\d{1,16}$/.test(json)) return false;
  return (typeof json === "string" || typeof json === "number") && Number.isSafeInteger(Number(json));
}

function isDouble(json: unknown): boolean {
  return typeof json === "number" || json === "NaN" || json === "Infinity" || json === "-Infinity";
}

function isBase64(json: unknown): json is string {
  return typeof json === "string" && /^[A-Za-z0-9+/_-]*={0,2}$/.test(json);
}

function isMember(values: ReadonlyMap<string, number>, json: unknown): boolean {
  return typeof json === "string" ? values.has(json) : [...values.values()].includes(json as number);
}

function timestampFrom(json: unknown): { seconds: number; nanos: number } | undefined {
  if (typeof json !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(json))
    return undefined;
  const ms = Date.parse(json);
  if (Number.isNaN(ms)) return undefined;
  return { seconds: Math.floor(ms / 1000), nanos: (((ms % 1000) + 1000) % 1000) * 1e6 };
}

function toCamelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

/** What somebody sent, short enough for a message. */
function describe(json: unknown): string {
  const text = JSON.stringify(json) ?? "nothing";
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}
