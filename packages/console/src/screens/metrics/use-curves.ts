/** The curves of some runs, live: they grow while the runs go on. */
import { useEffect, useRef, useState } from "react";
import type { Refusal } from "../../api/call-error.ts";
import { live } from "../../api/live/live.ts";
import { CurveBook } from "./curves/curve-book.ts";

export interface CurvesState {
  readonly book: CurveBook;
  /** Grows when the page should look again. */
  readonly revision: number;
  /** Something of every run has come, or there is nothing. */
  readonly isLoaded: boolean;
  readonly failure: Refusal | undefined;
}

/** Between two looks: a curve that grows a hundred times a second is drawn some times. */
const paceMs = 200;
/** What of a run there is comes at once, or that there is nothing yet; what has ended says so. */
export function useCurves(runIds: readonly string[], task?: string): CurvesState {
  const book = useRef<CurveBook>(undefined);
  book.current ??= new CurveBook();
  const open = useRef(new Map<string, () => void>());
  const told = useRef(new Set<string>());
  const [state, setState] = useState({ revision: 0, isLoaded: false, failure: undefined as Refusal | undefined });
  const wanted = JSON.stringify([task, ...runIds]);

  useEffect(() => {
    const curves = book.current;
    if (curves === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failure: Refusal | undefined;
    const ids = JSON.parse(wanted).slice(1) as string[];
    const show = (): void => {
      timer = undefined;
      const isLoaded = ids.every((id) => told.current.has(id));
      setState({ revision: curves.revision, isLoaded, failure });
    };
    const soon = (): void => {
      timer ??= setTimeout(show, paceMs);
    };
    for (const [id, leave] of open.current)
      if (!ids.includes(id)) {
        leave();
        open.current.delete(id);
        told.current.delete(id);
        curves.forget(id);
      }
    for (const runId of ids) {
      if (open.current.has(runId)) continue;
      const hear = (): void => {
        told.current.add(runId);
        soon();
      };
      const request = { runId, columns: true, follow: true, ...(task === undefined ? {} : { task }) };
      const leave = live.subscribe("RunService/ReadMetrics", request, {
        onBegin: (resumed) => {
          if (!resumed) curves.forget(runId);
        },
        onMessage: ({ columns }) => {
          curves.append(runId, columns);
          hear();
        },
        onEnd: hear,
        onFailure: (refusal) => {
          failure = refusal;
          hear();
        },
      });
      open.current.set(runId, leave);
    }
    soon();
    return () => clearTimeout(timer);
  }, [wanted, task]);

  useEffect(() => {
    const streams = open.current;
    return () => {
      for (const leave of streams.values()) leave();
      streams.clear();
    };
  }, []);

  return { book: book.current, ...state };
}
