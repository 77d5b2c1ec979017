/** A telemetry store under test, and logs as a test writes and reads them. */
import type { LogPart, StreamKey, TelemetryBatch, TelemetryStore } from "@troupe/engine";
import { bytesOf, type Subject, textOf } from "./suite.ts";

export interface TelemetryStoreSubject extends Subject {
  readonly store: TelemetryStore;
  /** Opens what the store left behind, as after a kill: what was not flushed is lost. */
  crash(): Promise<TelemetryStore>;
}

export type OpenTelemetryStore = () => Promise<TelemetryStoreSubject>;

export type Chunk = TelemetryBatch["logs"][number];

export const stdout: StreamKey = { runId: "r", task: "train", attempt: 1, stream: "stdout" };

/** Of the stream `stdout`, unless told otherwise. */
export function chunk(offset: number, text: string, more: Partial<Chunk> = {}): Chunk {
  return { ...stdout, offset, data: bytesOf(text), at: 1, gap: 0, ...more };
}

export async function appendLog(store: TelemetryStore, ...chunks: readonly Chunk[]): Promise<void> {
  store.append({ logs: chunks, metrics: [] });
  await store.flush();
}

/** The whole stream as text, read in pages, with `<7>` for a gap of 7 bytes. */
export async function readAll(store: TelemetryStore, stream: StreamKey, pageBytes = 1024 * 1024): Promise<string> {
  let text = "";
  for (let offset = 0; ; ) {
    const parts = await store.readLog(stream, offset, pageBytes);
    const last = parts.at(-1);
    if (last === undefined) return text;
    text += partsOf(parts)
      .map((part) => (part.gap > 0 ? `<${part.gap}>${part.text}` : part.text))
      .join("");
    offset = last.offset + last.data.length;
  }
}

export function partsOf(parts: readonly LogPart[]) {
  return parts.map(({ offset, data, gap }) => ({ offset, text: textOf(data) ?? "", gap }));
}
