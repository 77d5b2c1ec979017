/**
 * @troupe/agent/parts: what an agent is made of, for whoever puts it together out of other adapters: the simulation, on
 * virtual time, with a machine that is a model.
 */
import { type Logger, pino } from "pino";

export { AgentCore, part } from "./agent.ts";
export { ArchiveUpload } from "./artifacts/archive-upload.ts";
export { ArtifactCache } from "./artifacts/artifact-cache.ts";
export { attemptId } from "./attempts/attempt-id.ts";
export type { Stop } from "./attempts/attempt-state.ts";
export type { AttemptTools } from "./attempts/attempt-work.ts";
export { Attempts } from "./attempts/attempts.ts";
export type { LedgerEntry, Read } from "./attempts/ledger.ts";
export type { AttemptResult } from "./attempts/outcome.ts";
export { DeviceLeases } from "./devices/device-leases.ts";
export { recover } from "./main/recover.ts";
export type { AttemptDisk, Uptime } from "./ports/attempt-disk.ts";
export type {
  CoordinatorLink,
  FromCoordinator,
  SessionHandlers,
  SessionStream,
  ToCoordinator,
} from "./ports/coordinator-link.ts";
export type { Hint, OfferLink } from "./ports/offer-link.ts";
export type { TelemetryHandlers, TelemetryLink, TelemetryParts, TelemetryStream } from "./ports/telemetry-link.ts";
export { Session } from "./session/session.ts";
export { type TermFile, TermMemory } from "./session/term-memory.ts";
export { type AttemptTelemetry, Countdown } from "./telemetry/attempt-telemetry.ts";
export { FunctionTelemetry } from "./telemetry/function-telemetry.ts";
export { LogFeed } from "./telemetry/log-feed.ts";
export type { LogPiece, LogSource } from "./telemetry/log-source.ts";
export { MemoryBudget } from "./telemetry/memory-log.ts";
export { Retention } from "./telemetry/retention.ts";
export { Shipper } from "./telemetry/shipper.ts";

/** Says nothing. */
export const silentLog: Logger = pino({ enabled: false });
