/** What a task printed, as a reader gets it; throws where bytes are missing, twice there, or out of order. */
import { createHash } from "node:crypto";
import type { RunHandle } from "@troupe/sdk/client";

export interface ReadLog {
  readonly bytes: number;
  readonly sha256: string;
  readonly gaps: number;
  readonly data: Buffer;
}

export async function readLog(
  run: RunHandle<unknown>,
  task: string,
  { attempt, keep = true }: { readonly attempt?: number; readonly keep?: boolean } = {},
): Promise<ReadLog> {
  const hash = createHash("sha256");
  const pieces: Uint8Array[] = [];
  let end = 0;
  let gaps = 0;
  const options = { streams: ["stdout"], follow: true, ...(attempt !== undefined && { attempt }) } as const;
  for await (const { offset, data, gap } of run.logs(task, options)) {
    if (offset !== end + gap) throw new Error(`${task}: after ${end} bytes and a gap of ${gap} came offset ${offset}`);
    end = offset + data.length;
    gaps += gap;
    hash.update(data);
    if (keep) pieces.push(data);
  }
  return { bytes: end, sha256: hash.digest("hex"), gaps, data: Buffer.concat(pieces) };
}
