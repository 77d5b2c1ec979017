/** Every action of the console. docs/console/actions.md is made from this. */
import { runActions } from "./run-actions.ts";

export const actions = { ...runActions } as const;
