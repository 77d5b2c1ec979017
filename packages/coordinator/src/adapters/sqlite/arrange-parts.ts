/** What the chunks of one flush add to a stream, and where it goes: to the index if it is short, else to the file. */

import type { LogPart } from "@troupe/engine";
import { endOf, fitChunk, type LogChunk } from "@troupe/engine/adapters";
import type { PartRecord } from "./telemetry-index.ts";

/** From here on a sync of the stream's own file costs less than writing the bytes twice, as SQLite does. */
const fileFromBytes = 32 * 1024;

export interface StreamEnd {
  readonly length: number;
  readonly fileLength: number;
}

export interface ArrangedParts {
  readonly parts: readonly PartRecord[];
  /** What goes to the file, one after the other; nothing if all is short. */
  readonly pieces: readonly Uint8Array[];
  readonly end: StreamEnd;
}

export function arrangeParts(chunks: readonly LogChunk[], stream: StreamEnd): ArrangedParts {
  const runs = joined(fitted(chunks, stream.length));
  const length = runs.at(-1)?.ending ?? stream.length;
  const size = runs.reduce((sum, run) => sum + run.size, 0);
  if (size < fileFromBytes) {
    const parts = runs.map((run) => partOf(run, Buffer.concat(run.pieces)));
    return { parts, pieces: [], end: { length, fileLength: stream.fileLength } };
  }
  let position = stream.fileLength;
  const parts = runs.map((run) => {
    const part = partOf(run, { position });
    position += run.size;
    return part;
  });
  return { parts, pieces: runs.flatMap((run) => run.pieces), end: { length, fileLength: position } };
}

function fitted(chunks: readonly LogChunk[], length: number): readonly LogPart[] {
  let end = length;
  return chunks.flatMap((chunk) => {
    const part = fitChunk(end, chunk);
    if (part === undefined) return [];
    end = endOf(part);
    return [part];
  });
}

/** Parts of one instant without a gap between them: one entry in the index is enough. */
interface Run {
  readonly gap: number;
  readonly at: number;
  readonly pieces: Uint8Array[];
  size: number;
  ending: number;
}

function joined(parts: readonly LogPart[]): readonly Run[] {
  const runs: Run[] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last === undefined || part.gap > 0 || part.at !== last.at) {
      runs.push({ gap: part.gap, at: part.at, pieces: [part.data], size: part.data.length, ending: endOf(part) });
    } else {
      last.pieces.push(part.data);
      last.size += part.data.length;
      last.ending = endOf(part);
    }
  }
  return runs;
}

function partOf({ ending, size, gap, at }: Run, content: PartRecord["content"]): PartRecord {
  return { offset: ending - size, size, gap, at, content };
}
