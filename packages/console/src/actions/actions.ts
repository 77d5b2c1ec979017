/** Every action of the console. docs/console/actions.md is made from this. */
import { fleetActions } from "./fleet-actions.ts";
import { pipelineActions } from "./pipeline-actions.ts";
import { runActions } from "./run-actions.ts";

export const actions = { ...pipelineActions, ...runActions, ...fleetActions } as const;
