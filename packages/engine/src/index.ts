/** @troupe/engine: who runs it. The actor kernel, the actors, the Committer, and the ports that they need. */
export type * from "./attempt-spec.ts";
export * from "./codec.ts";
export type * from "./engine.ts";
export type * from "./ports/agent-link.ts";
export type * from "./ports/archive.ts";
export type * from "./ports/catalog.ts";
export type * from "./ports/clock.ts";
export type * from "./ports/entropy.ts";
export type * from "./ports/event-feed.ts";
export type * from "./ports/leadership.ts";
export type * from "./ports/run-observer.ts";
export type * from "./ports/state-store.ts";
export type * from "./ports/telemetry-store.ts";
export * from "./subscribers.ts";
