import { useSyncExternalStore } from "react";

/** One timer for all that shows an age, however many they are. */
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = Date.now();
  if (!document.hidden) for (const listener of listeners) listener();
}

const still = () => () => {};

/** Milliseconds since 1970, anew each second; `isLive` false: as it was, and nothing is rendered again. */
export function useNow(isLive = true): number {
  return useSyncExternalStore(isLive ? watch : still, () => {
    // While nobody listened it stood still.
    if (timer === undefined && Date.now() - now > 1000) now = Date.now();
    return now;
  });
}
