/**
 * Logs without base64: what reads 100 MB of them wants bytes. As plain bytes of one stream, or in parts that keep what
 * plain bytes lose: which stream they are of, from where on, when they came, and what is missing before them.
 */
import type { ReadLogsRequest__Output, ReadLogsResponse } from "@troupe/proto";
import { invalidArgument } from "../../api/request-check.ts";

export interface LogFormat {
  readonly type: "application/octet-stream" | "application/vnd.troupe.log-parts";
  /** Of one message, which `json` gives as JSON, with its data left out. */
  readonly bytes: (message: ReadLogsResponse, json: () => object) => Uint8Array;
}

const plain: LogFormat = {
  type: "application/octet-stream",
  bytes: ({ data }) => data as Uint8Array,
};

/** A line of JSON, the message with `bytes` in the place of `data`, and then so many bytes. */
const inParts: LogFormat = {
  type: "application/vnd.troupe.log-parts",
  bytes(message, json) {
    const data = message.data as Uint8Array;
    const { data: _, ...head } = json() as { readonly data?: unknown };
    return Buffer.concat([Buffer.from(`${JSON.stringify({ ...head, bytes: data.length })}\n`), data]);
  },
};

const formats = [plain, inParts];

/** Undefined: nobody asked for bytes. A link cannot set a header, so that the parameter `accept` says it as well. */
export function logFormat(accept: string | undefined, parameter: unknown): LogFormat | undefined {
  const asked = String(parameter ?? accept ?? "").split(",");
  return formats.find(({ type }) => asked.some((each) => each.split(";")[0]?.trim() === type));
}

export function checkLogFormat({ type }: LogFormat, { streams }: ReadLogsRequest__Output): void {
  if (type !== plain.type || streams.length === 1) return;
  const fix = "Give one, as nothing tells the bytes of two apart.";
  throw invalidArgument([{ field: "streams", message: `names ${streams.length} streams`, fix }]);
}

/** What the bytes are of, as far as it is known before the first of them. */
export function logHeads(first: ReadLogsResponse | undefined): Readonly<Record<string, string>> {
  if (first === undefined) return {};
  const { attempt, offset, length } = first;
  return { "x-log-attempt": String(attempt), "x-log-offset": String(offset), "x-log-length": String(length) };
}
