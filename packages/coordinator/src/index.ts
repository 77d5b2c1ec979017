/** @troupe/coordinator: the coordinator's process, and the way to start one inside another. */
export { loadSettings, type SettingSources } from "./config/load-settings.ts";
export { type LogLevel, type Setting, type SettingName, type Settings, settings } from "./config/settings.ts";
export type { Announcement } from "./main/announcement.ts";
export { runCoordinator, startExitCode, untilStopped } from "./main/run-process.ts";
export { type Coordinator, startCoordinator } from "./main/start-coordinator.ts";
