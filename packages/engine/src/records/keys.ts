/** Where records lie in the state store. */
export const outboxPrefix = "outbox/";
export const runsPrefix = "runs/";
export const pipelinesPrefix = "pipelines/";
export const agentsPrefix = "agents/";
export const requestsPrefix = "requests/";
export const poolsPrefix = "pools/";
export const triggersPrefix = "triggers/";

/** Padded, so that the order of keys is the order of batches. */
export function outboxKey(term: number, marker: number): string {
  return `${outboxPrefix}${pad(term)}/${pad(marker)}`;
}

export const runPrefix = (runId: string): string => `${runsPrefix}${runId}/`;
/** What never changes: pipeline, version, params. */
export const runKey = (runId: string): string => `${runPrefix(runId)}run`;
/** What changes with each event: small. */
export const statusKey = (runId: string): string => `${runPrefix(runId)}status`;
export const taskPrefix = (runId: string): string => `${runPrefix(runId)}task/`;
export const taskKey = (runId: string, task: string): string => `${taskPrefix(runId)}${task}`;
export const controlPrefix = (runId: string): string => `${runPrefix(runId)}control/`;
export const controlKey = (runId: string, name: string): string => `${controlPrefix(runId)}${name}`;
export const poolKey = (name: string): string => `${poolsPrefix}${name}`;
export const pipelineKey = (name: string): string => `${pipelinesPrefix}${name}`;
/** Without a name: of all pipelines. */
export const versionsPrefix = (name?: string): string => (name === undefined ? "versions/" : `versions/${name}/`);
export const versionKey = (name: string, version: string): string => `${versionsPrefix(name)}${version}`;
/** The newest run of a pipeline that succeeded. */
export const successKey = (pipeline: string): string => `successes/${pipeline}`;
export const blocksPrefix = "blocks/";
/** What a strict sequence of this pipeline stops at; absent while nothing is in its way. */
export const blockKey = (pipeline: string): string => `${blocksPrefix}${pipeline}`;
export const requestKey = (requestId: string): string => `${requestsPrefix}${encodeURIComponent(requestId)}`;
/** The run that a key of a trigger names: one at a time for each pipeline. */
export const triggerKey = (pipeline: string, key: string): string =>
  `${triggersPrefix}${pipeline}/${encodeURIComponent(key)}`;
export const agentKey = (agentId: string): string => `${agentsPrefix}${encodeURIComponent(agentId)}`;

function pad(value: number): string {
  return String(value).padStart(12, "0");
}
