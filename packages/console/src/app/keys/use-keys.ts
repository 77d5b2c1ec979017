/** Keys that screens listen to. They are listed by `?`, so that nobody has to know them. */
import { useEffect, useRef, useSyncExternalStore } from "react";
import { KeySequence } from "./key-sequence.ts";

export interface KeyBinding {
  /** "g h", "mod+k", "?", "j". `mod` is Control, or Command on a Mac. */
  readonly keys: string;
  /** "Go home". */
  readonly does: string;
  /** The heading below which it is listed. */
  readonly group: string;
  readonly run: () => void;
  /** Also while somebody types in a field. */
  readonly inFields?: boolean;
}

const sequence = new KeySequence();
/** Later ones win: a screen over the shell, a dialog over the screen. */
let stack: readonly (readonly KeyBinding[])[] = [];
const listeners = new Set<() => void>();

function change(next: readonly (readonly KeyBinding[])[]): void {
  stack = next;
  for (const listener of listeners) listener();
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const typing = isField(event.target);
  const usable = stack.flat().filter((binding) => !typing || binding.inFields === true);
  const press = { key: event.key, mod: event.ctrlKey || event.metaKey, at: event.timeStamp };
  const keys = sequence.press(
    press,
    usable.map((binding) => binding.keys),
  );
  const found = usable.findLast((binding) => binding.keys === keys);
  if (found === undefined) return;
  event.preventDefault();
  found.run();
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("input:not([type=checkbox], [type=radio]), textarea, select") ||
      // A dialog has the keys to itself.
      target.closest("[role=dialog]") !== null)
  );
}

/** While the component is there. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  const names = bindings.map(({ keys, does, group }) => `${keys}\n${does}\n${group}`).join("\n\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: what they are called says when they are others
  useEffect(() => {
    // By place, so that what a key does now is what the last render said.
    const layer = latest.current.map((binding, place) => ({ ...binding, run: () => latest.current[place]?.run() }));
    if (stack.length === 0) addEventListener("keydown", onKeyDown);
    change([...stack, layer]);
    return () => {
      change(stack.filter((other) => other !== layer));
      if (stack.length === 0) removeEventListener("keydown", onKeyDown);
    };
  }, [names]);
}

/** All that there are now, in the order in which they came. */
export function useKeyList(): readonly KeyBinding[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => stack,
  ).flat();
}
