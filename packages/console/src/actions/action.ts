import type { Method } from "../api/methods.ts";

/** One row of docs/console/actions.md: what a reader can do, the command that does it, and the method that both call. */
export interface Action<Arguments> {
  /** "Cancel a run". */
  readonly label: string;
  /** Where it is found: "run", "pipeline", "agents". */
  readonly on: string;
  readonly method: Method;
  /** The CLI's twin, ready to be pasted into a shell. */
  readonly command: (given: Arguments) => string;
  /** What the command is shown with in the docs. */
  readonly example: NoInfer<Arguments>;
  /** That command. */
  readonly shown: string;
}

export function action<Arguments>(given: Omit<Action<Arguments>, "shown">): Action<Arguments> {
  return { ...given, shown: given.command(given.example) };
}
