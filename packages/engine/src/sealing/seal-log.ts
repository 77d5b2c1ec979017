/** One stream into the archive: its bytes as an object, and beside it where they belong and where its lines begin. */
import type { Archive } from "../ports/archive.ts";
import type { StreamKey, TelemetryStore } from "../ports/telemetry-store.ts";
import { LogParts } from "./log-parts.ts";
import type { SealedLog } from "./manifest.ts";

const chunkBytes = 1024 * 1024;
const linesPerMark = 1000;
const newline = 10;

export async function sealLog(
  telemetry: TelemetryStore,
  archive: Archive,
  key: StreamKey,
  expected: number | undefined,
): Promise<SealedLog> {
  const parts = new LogParts();
  const lines: number[] = [];
  let length = 0;
  let line = 0;

  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const read = await telemetry.readLog(key, length, chunkBytes);
      if (read.length === 0) return;
      for (const { offset, data, at } of read) {
        note(offset, data, at);
        length = offset + data.length;
        yield data;
      }
    }
  }

  function note(offset: number, data: Uint8Array, at: number): void {
    parts.add({ offset, length: data.length, at });
    if (offset === 0 && data.length > 0) lines.push(0);
    for (let index = data.indexOf(newline); index >= 0; index = data.indexOf(newline, index + 1)) {
      line += 1;
      if (line % linesPerMark === 0) lines.push(offset + index + 1);
    }
  }

  const { digest } = await archive.put(bytes());
  const { task, attempt, stream } = key;
  const missing = Math.max(0, (expected ?? length) - length);
  return { task, attempt, stream, length, digest, parts: parts.parts, lines, missing };
}
