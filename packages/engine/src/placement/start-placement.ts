/** The actor of placement, as an engine starts it. */
import { Actor } from "../kernel/actor.ts";
import type { EngineOptions } from "../options.ts";
import type { AssignedTask } from "../run/messages.ts";
import type { Allotments } from "./allotments.ts";
import { PlacementActor, type PlacementMessage } from "./placement-actor.ts";

export interface PlacementStart {
  readonly allotments: Allotments;
  assign(runId: string, assignments: readonly AssignedTask[]): void;
  onFailure(error: unknown): void;
}

export function startPlacement(
  { clock, meters, soon = process.nextTick }: EngineOptions,
  { allotments, assign, onFailure }: PlacementStart,
): Actor<PlacementMessage> {
  const behaviour = new PlacementActor({
    now: () => clock.now(),
    // Before the batch in which a result is written leaves: what is placed in the room that it made rides along.
    soon,
    tell: (message) => void actor.tell(message),
    depth: (queued) => meters?.queue(queued),
    assign,
    occupied: (key, request) => allotments.take(key, request),
  });
  const actor = new Actor<PlacementMessage>({
    name: "placement",
    clock,
    start: () => behaviour,
    mailboxLimit: 1_000_000,
    onFailure: ({ error }) => onFailure(error),
  });
  return actor;
}
