/** What a run in line waits for, as a sentence. */
import { type Line, roomOf } from "@troupe/core";

/** "" if it does not wait. */
export function waitsInLine(line: Line, runId: string): string {
  const before = line.before(runId);
  if (before < 0) return "";
  const { policy } = line.overlap;
  const failed = line.blockedBy.at(-1);
  if (failed !== undefined && policy === "strict-sequence")
    return `waits because run ${failed} failed: until a rerun of it succeeds, or \`troupe release ${runId}\` lets this one begin (overlap "${policy}")`;
  const [first] = line.underWay.keys();
  const others = line.underWay.size - 1;
  const ahead = before === 0 ? "" : `, and ${before} before it`;
  const room = roomOf(line.overlap) === 1 ? "" : `, ${roomOf(line.overlap)} at a time`;
  const behind =
    first === undefined ? "its turn" : `run ${first}${others > 0 ? ` or one of ${others} others` : ""} to end`;
  return `waits for ${behind}${ahead} (overlap "${policy}"${room})`;
}
