/** The end of what a task wrote: its stderr, or its stdout where that is silent. */
import { CallError, toRefusal, unreachable } from "../../../api/call-error.ts";

export interface LastLines {
  readonly stream: "stderr" | "stdout";
  readonly text: string;
}

export async function readLastLines(
  of: { readonly runId: string; readonly task: string; readonly attempt: number },
  lines: number,
  signal: AbortSignal,
): Promise<LastLines | null> {
  for (const stream of ["stderr", "stdout"] as const) {
    const text = plainText(await readTail({ ...of, stream: `LOG_STREAM_${stream.toUpperCase()}`, lines }, signal));
    if (text.trim() !== "") return { stream, text };
  }
  return null;
}

interface Tail {
  readonly runId: string;
  readonly task: string;
  readonly attempt: number;
  readonly stream: string;
  readonly lines: number;
}

async function readTail({ runId, task, attempt, stream, lines }: Tail, signal: AbortSignal): Promise<string> {
  const response = await fetch("/troupe.v1.RunService/ReadLogs", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/octet-stream" },
    body: JSON.stringify({ runId, task, attempt, streams: [stream], tailLines: lines }),
    signal,
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new CallError(unreachable(error));
  });
  if (response.ok) return response.text();
  throw new CallError(toRefusal(response.status, await response.json().catch(() => undefined)));
}

/** Without colours, and of a line that was written over and over only how it was at the end. */
export function plainText(text: string): string {
  return text
    .replaceAll(escapes, "")
    .split("\n")
    .map((line) => line.replace(/\r+$/, "").split("\r").at(-1) ?? "")
    .join("\n")
    .trimEnd();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of them
const escapes = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])/g;
