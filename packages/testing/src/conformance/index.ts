/** @troupe/testing/conformance: one suite for each port, which every adapter passes. */

export * from "./archive.ts";
export { type ArchiveUpkeepSubject, archiveUpkeepConformance } from "./archive-upkeep.ts";
export * from "./catalog.ts";
export * from "./event-feed.ts";
export * from "./leadership.ts";
export { type MessengerSubject, messengerConformance } from "./messenger.ts";
export * from "./state-store.ts";
export type { Subject, TestRunner } from "./suite.ts";
export * from "./telemetry-store.ts";
