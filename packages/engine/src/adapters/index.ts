/** @troupe/engine/adapters: the ports in memory, the machine's clock and randomness, and the rules that adapters share. */
export * from "./archive-rules.ts";
export * from "./check-batch.ts";
export * from "./heard-leader.ts";
export * from "./log-parts.ts";
export * from "./memory/archive.ts";
export * from "./memory/catalog.ts";
export * from "./memory/event-feed.ts";
export * from "./memory/hints.ts";
export { MemoryElection } from "./memory/leadership.ts";
export * from "./memory/seeded-entropy.ts";
export * from "./memory/state-store.ts";
export * from "./memory/telemetry-store.ts";
export * from "./memory/virtual-clock.ts";
export * from "./project-run.ts";
export * from "./system/clock.ts";
export * from "./system/entropy.ts";
export * from "./system/heap.ts";
export * from "./term-lease.ts";
