/** The live stream in components. */
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Refusal } from "../call-error.ts";
import type { Method, RequestOf, ResponseOf } from "../methods.ts";
import { type LiveHandlers, live } from "./live.ts";
import type { LinkStatus } from "./stream-event.ts";

/** Subscribes while the component is there; anew when the request changes. Null: not now. */
export function useLive<M extends Method>(
  method: M,
  request: RequestOf<M> | null,
  handlers: LiveHandlers<ResponseOf<M>>,
): void {
  const latest = useRef(handlers);
  latest.current = handlers;
  const key = request === null ? null : JSON.stringify(request);
  useEffect(() => {
    if (key === null) return;
    return live.subscribe(method, JSON.parse(key) as RequestOf<M>, {
      onMessage: (message) => latest.current.onMessage(message),
      onBegin: (resumed) => latest.current.onBegin?.(resumed),
      onFailure: (failure) => latest.current.onFailure?.(failure),
      onEnd: () => latest.current.onEnd?.(),
    });
  }, [method, key]);
}

export interface LiveState<State> {
  readonly state: State;
  /** Why it has ended for good. */
  readonly failure: Refusal | undefined;
  /** The stream has said all that there is to say. */
  readonly ended: boolean;
}

export interface Fold<State, Message> {
  readonly initial: State;
  /** Answers the same state if nothing changed. */
  readonly apply: (state: State, messages: readonly Message[]) => State;
}

/**
 * Messages folded into a state, which changes at most once a frame: a thousand events are one render. A stream that begins
 * anew after a break starts again from `initial`, shown from its first message on. `fold` must stay the same object.
 */
export function useLiveState<M extends Method, State>(
  method: M,
  request: RequestOf<M> | null,
  fold: Fold<State, ResponseOf<M>>,
): LiveState<State> {
  const key = JSON.stringify(request);
  const [shown, setShown] = useState({
    key,
    state: fold.initial,
    failure: undefined as Refusal | undefined,
    ended: false,
  });
  const folding = useRef({ state: fold.initial, waiting: [] as ResponseOf<M>[], frame: 0, anew: true });
  const ended = useRef<{ failure?: Refusal; ended?: true }>({});

  // biome-ignore lint/correctness/useExhaustiveDependencies: another request is another state
  useEffect(() => {
    folding.current = { state: fold.initial, waiting: [], frame: 0, anew: true };
    ended.current = {};
    return () => cancelFrame(folding.current.frame);
  }, [key, method, fold]);

  const show = (): void => {
    const now = folding.current;
    now.frame = 0;
    if (now.waiting.length > 0) {
      now.state = fold.apply(now.anew ? fold.initial : now.state, now.waiting);
      now.anew = false;
      now.waiting = [];
    }
    setShown({ key, state: now.state, failure: ended.current.failure, ended: ended.current.ended ?? false });
  };
  const later = (): void => {
    folding.current.frame ||= nextFrame(show);
  };

  useLive(method, request, {
    onBegin: (resumed) => {
      if (resumed) return;
      folding.current.anew = true;
      folding.current.waiting = [];
    },
    onMessage: (message) => {
      folding.current.waiting.push(message);
      later();
    },
    onFailure: (failure) => {
      ended.current = { failure };
      later();
    },
    onEnd: () => {
      ended.current = { ended: true };
      later();
    },
  });
  return shown.key === key ? shown : { state: fold.initial, failure: undefined, ended: false };
}

/** Frames stop in a hidden tab; a timer does not, and what is not seen may come a second later. */
function nextFrame(show: () => void): number {
  return document.hidden ? -setTimeout(show, 1000) : requestAnimationFrame(show);
}

function cancelFrame(frame: number): void {
  if (frame < 0) clearTimeout(-frame);
  else cancelAnimationFrame(frame);
}

/** Whether the stream is there. */
export function useLinkStatus(): LinkStatus {
  return useSyncExternalStore(live.watchStatus, () => live.status);
}
