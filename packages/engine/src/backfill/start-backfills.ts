/** The actor of backfills, as an engine starts it. */
import type { Committer } from "../commit/committer.ts";
import { Actor } from "../kernel/actor.ts";
import { type EngineOptions, silentLog } from "../options.ts";
import { BackfillActor, type BackfillMessage, type BackfillSurroundings } from "./backfill-actor.ts";
import { storedBackfills } from "./stored-backfills.ts";

export interface BackfillStart extends Pick<BackfillSurroundings, "create" | "statusOf" | "cancelRun"> {
  readonly committer: Committer;
  /** A run that ended while this coordinator took over is told of before all of them are known here. */
  readonly runsAreThere: Promise<void>;
  onFailure(error: unknown): void;
}

export function startBackfills(
  { stateStore, clock, entropy, log = silentLog }: EngineOptions,
  { runsAreThere, onFailure, ...around }: BackfillStart,
): Actor<BackfillMessage> {
  const tell = (message: BackfillMessage) => void actor.tell(message);
  const onDamage = (key: string, error: unknown) =>
    log.error({ key, error }, "a backfill's record cannot be read; it stands still");
  const actor = new Actor<BackfillMessage>({
    name: "backfills",
    clock,
    start: async () => {
      await runsAreThere;
      const stored = await storedBackfills(stateStore, onDamage);
      return new BackfillActor({ ...around, clock, entropy, log, tell }, stored);
    },
    mailboxLimit: 10_000,
    onFailure: ({ error }) => onFailure(error),
  });
  return actor;
}
