/**
 * What follows for the runs of a pipeline from how they stand: which of those that wait begin, and which runs have to
 * make way. A function of the line alone, so that a new leader comes to the same orders as the one before it: none of
 * them needs to be remembered.
 */
import { unreachable } from "../error.ts";
import type { RunStatus } from "../run/run-state.ts";
import { isRerunOfBlock } from "./admit.ts";
import type { Line, LineMember } from "./line.ts";
import { roomOf } from "./overlap.ts";

export interface Orders {
  /** In this order. */
  readonly release: readonly LineMember[];
  readonly cancel: readonly { readonly runId: string; readonly by: string }[];
}

export function settle(line: Line): Orders {
  const room = roomOf(line.overlap) - line.underWay.size;
  switch (line.overlap.policy) {
    case "parallel":
    case "queue":
    case "skip-new":
      return { release: first(line, room), cancel: [] };
    case "cancel-old":
      return replaceOld(line, room);
    case "latest-only": {
      const newest = line.waiting.at(-1);
      if (newest === undefined) return nothing;
      const cancel = line.waiting.slice(0, -1).map(({ runId }) => ({ runId, by: newest.runId }));
      return { release: room > 0 ? [newest] : [], cancel };
    }
    case "strict-sequence":
      return { release: inSequence(line).slice(0, Math.max(0, room)), cancel: [] };
    default:
      return unreachable(line.overlap.policy);
  }
}

const nothing: Orders = { release: [], cancel: [] };

function first(line: Line, room: number): readonly LineMember[] {
  return room > 0 ? line.waiting.slice(0, room) : [];
}

/** The newest stay, as many as may be under way; nobody makes way unless somebody waits. */
function replaceOld(line: Line, room: number): Orders {
  const newest = line.waiting.at(-1);
  if (newest === undefined) return nothing;
  const all = [...line.underWay.values(), ...line.waiting].sort((a, b) => (a.runId < b.runId ? 1 : -1));
  const limit = roomOf(line.overlap);
  const stay = new Set(all.slice(0, limit).map(({ runId }) => runId));
  const old = all.filter(({ runId }) => !stay.has(runId) && !line.ending.has(runId));
  return {
    release: line.waiting.filter(({ runId }) => stay.has(runId)).slice(0, Math.max(0, room)),
    cancel: old.map(({ runId }) => ({ runId, by: newest.runId })),
  };
}

function inSequence(line: Line): readonly LineMember[] {
  return line.blockedBy.length === 0
    ? line.waiting.slice(0, 1)
    : line.waiting.filter(({ rerunOf }) => isRerunOfBlock(line, rerunOf));
}

/** What stands in the way of a strict sequence after this run has ended. */
export function blockedAfter(
  line: Line,
  ended: { readonly runId: string; readonly status: RunStatus; readonly rerunOf: string | null },
): readonly string[] {
  const { runId, status, rerunOf } = ended;
  const isRerun = isRerunOfBlock(line, rerunOf);
  switch (status) {
    case "failed":
    case "timed-out":
      if (line.overlap.policy !== "strict-sequence" || line.blockedBy.includes(runId)) return line.blockedBy;
      return [...(isRerun ? line.blockedBy : []), runId].slice(-longestChain);
    case "succeeded":
      return isRerun ? [] : line.blockedBy;
    // Somebody decided that it is not needed.
    case "cancelled":
    case "waiting":
    case "running":
    case "finalizing":
    case "cancelling":
      return line.blockedBy;
    default:
      return unreachable(status);
  }
}

/** Reruns of reruns that are remembered: any of them may be named by the next one. */
const longestChain = 20;
