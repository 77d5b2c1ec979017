/** `exit`: what a lane wrote down about how a program ended. The format is described in launcher/lane.sh. */
import { readFile } from "node:fs/promises";
import { constants } from "node:os";

export type LaneEnd =
  /** What the shell says of the program: its exit code, or 128 + the number of the signal that killed it. */
  | { readonly outcome: "status"; readonly status: number }
  /** The program could not be started: its folder or its cgroup was not there. */
  | { readonly outcome: "refused" }
  /** Nobody is left who could tell. */
  | { readonly outcome: "lost" };

export const exitRecordName = "exit";

/** Undefined if there is none, or if it is being written at this moment. */
export async function readExitRecord(folder: string): Promise<LaneEnd | undefined> {
  let text: string;
  try {
    text = await readFile(`${folder}/${exitRecordName}`, "latin1");
  } catch {
    return undefined;
  }
  const [, outcome, status] = /^troupe-exit 1 (\w+) (\d+)\n$/.exec(text) ?? [];
  return outcome === undefined || status === undefined ? undefined : laneEnd(outcome, status);
}

export function laneEnd(outcome: string, status: string): LaneEnd {
  return outcome === "status" ? { outcome, status: Number(status) } : { outcome: "refused" };
}

/** Of the names of one signal the first one stays: SIGABRT, and not SIGIOT. */
const signalNames = new Map(
  Object.entries(constants.signals)
    .map(([name, number]) => [number, name] as const)
    .reverse(),
);

/** A shell cannot tell a program that was killed by signal N from one that returned 128 + N; nor does anybody mean the latter. */
export function exitOf(status: number): { readonly exitCode: number | null; readonly signal: string | null } {
  const signal = signalNames.get(status - 128);
  return signal === undefined ? { exitCode: status, signal: null } : { exitCode: null, signal };
}
