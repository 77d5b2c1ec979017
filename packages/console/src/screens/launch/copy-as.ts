/** The same launch for a shell, a program and any client of gRPC: what the form would do, written down. */
import { isObject, type JsonObject, type JsonSchema } from "@troupe/core";
import { commandLine } from "../../format/commands.ts";

export interface Launch {
  readonly pipeline: string;
  /** Without what the defaults say. */
  readonly params: JsonObject;
  /** ISO 8601; null: the last one that is over, or none. */
  readonly interval: { readonly start: string; readonly end: string } | null;
  readonly priority: number | null;
  readonly skipCache: boolean;
}

/** `schema` says which params take text as it is. */
export function paramFlags(params: JsonObject, schema: JsonSchema): readonly string[] {
  return Object.entries(params).flatMap(([name, value]) => [
    "-p",
    `${name}=${typeof value === "string" && takesText(schema, name) ? value : JSON.stringify(value)}`,
  ]);
}

export function asCli(launch: Launch, schema: JsonSchema): string {
  const { interval, priority } = launch;
  return commandLine(
    "troupe",
    "run",
    launch.pipeline,
    ...paramFlags(launch.params, schema),
    ...(interval === null ? [] : ["--interval-start", interval.start, "--interval-end", interval.end]),
    ...(priority === null ? [] : ["--priority", String(priority)]),
    ...(launch.skipCache ? ["--no-cache"] : []),
  );
}

export function asTypescript({ pipeline, params, interval, priority, skipCache }: Launch): string {
  const options = [
    ...(interval === null
      ? []
      : [`interval: { start: new Date(${quoted(interval.start)}), end: new Date(${quoted(interval.end)}) }`]),
    ...(priority === null ? [] : [`priority: ${priority}`]),
    ...(skipCache ? ["skipCache: true"] : []),
  ];
  const hasOptions = options.length > 0;
  const args = [
    quoted(pipeline),
    ...(hasOptions || Object.keys(params).length > 0 ? [literal(params, 0)] : []),
    ...(hasOptions ? [`{ ${options.join(", ")} }`] : []),
  ];
  return [
    'import { Client } from "@troupe/sdk/client";',
    "",
    "await using client = new Client();",
    `const run = await client.submit(${args.join(", ")});`,
    "console.log(await run.outputs());",
  ].join("\n");
}

export interface GrpcTarget {
  /** Of a coordinator, host:port. */
  readonly address: string;
  /** With TLS nothing says that it is not encrypted. */
  readonly isEncrypted: boolean;
}

export function asGrpcurl(launch: Launch, { address, isEncrypted }: GrpcTarget): string {
  const { interval, priority } = launch;
  const request = {
    pipeline: launch.pipeline,
    ...(Object.keys(launch.params).length === 0 ? {} : { paramsJson: JSON.stringify(launch.params) }),
    ...(interval === null ? {} : { interval }),
    ...(priority === null ? {} : { priority }),
    ...(launch.skipCache ? { skipCache: true } : {}),
  };
  const flags = isEncrypted ? "" : " -plaintext";
  // Only what listens beyond this machine asks for a token; the shell puts it in, so that no history has it.
  const token = isLoopback(address) ? "" : ' -H "authorization: Bearer $TROUPE_TOKEN"';
  const rest = commandLine("-d", JSON.stringify(request), address, "troupe.v1.RunService/CreateRun");
  return `grpcurl${flags}${token} ${rest}`;
}

function isLoopback(address: string): boolean {
  return /^(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost):\d+$/.test(address);
}

/** As the command line reads `-p`: what a param that takes only text is given stands there without quotes. */
function takesText(schema: JsonSchema, name: string): boolean {
  const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {};
  return Object.hasOwn(properties, name) && isText(properties[name]);
}

function isText(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  if (schema.type !== undefined) return schema.type === "string";
  const options = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (Array.isArray(options)) return options.every((option) => typeof option === "string");
  const branches = schema.anyOf ?? schema.oneOf;
  return Array.isArray(branches) && branches.every(isText);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

const lineLength = 60;

/** JSON as one would write it in a program: names without quotes, on one line while it is short. */
function literal(value: unknown, depth: number): string {
  if (!Array.isArray(value) && !isObject(value)) return JSON.stringify(value);
  const parts = Array.isArray(value)
    ? value.map((item) => literal(item, depth + 1))
    : Object.entries(value).map(([name, item]) => `${fieldName(name)}: ${literal(item, depth + 1)}`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const line = Array.isArray(value) ? `[${parts.join(", ")}]` : `{ ${parts.join(", ")} }`;
  if (parts.length === 0) return `${open}${close}`;
  if (line.length <= lineLength && !line.includes("\n")) return line;
  const indent = "  ".repeat(depth + 1);
  return `${open}\n${parts.map((part) => `${indent}${part},\n`).join("")}${"  ".repeat(depth)}${close}`;
}

/** A field named `__proto__` would set something else. */
function fieldName(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}
