/** The end of what a task wrote. */
import type { RunHandle } from "@troupe/sdk/client";
import { lastLinesShown } from "./failure-card.ts";

const tailBytes = 16 * 1024;

/** Empty if it cannot be read: a card without last words is better than none. */
export async function lastLines(handle: RunHandle, task: string): Promise<readonly string[]> {
  const chunks: { readonly at: number; readonly data: Uint8Array }[] = [];
  try {
    for await (const { at, data } of handle.logs(task, { tailBytes })) chunks.push({ at: at?.getTime() ?? 0, data });
  } catch {
    return [];
  }
  // Streams come one after the other; what was written together stands together.
  const text = Buffer.concat(chunks.toSorted((a, b) => a.at - b.at).map(({ data }) => data)).toString();
  const lines = text.trimEnd().split("\n");
  return lines.length === 1 && lines[0] === "" ? [] : lines.slice(-lastLinesShown);
}
