/** A link to all bytes of a stream. The browser saves them as they come: they need not fit into memory. */

export interface DownloadOf {
  readonly runId: string;
  readonly task: string;
  readonly attempt: number;
  readonly stream: "stdout" | "stderr" | "messages";
}

export function downloadHref({ runId, task, attempt, stream }: DownloadOf): {
  readonly href: string;
  readonly name: string;
} {
  const message = JSON.stringify({ runId, task, attempt, streams: [`LOG_STREAM_${stream.toUpperCase()}`] });
  const query = new URLSearchParams({ accept: "application/octet-stream", message });
  const ending = stream === "messages" ? "jsonl" : "log";
  return {
    href: `/troupe.v1.RunService/ReadLogs?${query}`,
    name: `${runId}-${task.replace(/[^\w.-]+/g, "_")}-${attempt}-${stream}.${ending}`,
  };
}
