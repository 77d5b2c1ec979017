/** @troupe/agent: runs attempts on a compute node. */
export { loadSettings, type SettingSources } from "./config/load-settings.ts";
export { type AgentSettings, type Setting, type SettingName, settings } from "./config/settings.ts";
export type { ExecutorSet } from "./main/open-executors.ts";
export type { Agent } from "./main/running-agent.ts";
export { type AgentParts, startAgent } from "./main/start-agent.ts";
export type { DeviceFact, DeviceProvider } from "./ports/device-provider.ts";
export type {
  AttemptSink,
  Execution,
  Executor,
  Exit,
  PreparedAttempt,
  ProcessIdentity,
} from "./ports/executor.ts";
