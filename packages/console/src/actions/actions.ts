/** Every action of the console. docs/console/actions.md is made from this. */
import { pipelineActions } from "./pipeline-actions.ts";
import { runActions } from "./run-actions.ts";

export const actions = { ...pipelineActions, ...runActions } as const;
