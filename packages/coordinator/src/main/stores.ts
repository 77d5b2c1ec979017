/** What a coordinator keeps, wherever it keeps it. */
import type {
  Archive,
  ArchiveUpkeep,
  Catalog,
  CoordinatorInfo,
  EventFeed,
  Leadership,
  OfferPath,
  StateStore,
  TelemetryStore,
} from "@troupe/engine";

export interface Stores {
  /** Whether other coordinators share them, all but the catalog: then this one follows until it is elected. */
  readonly areShared: boolean;
  readonly stateStore: StateStore;
  readonly eventFeed: EventFeed;
  readonly telemetryStore: TelemetryStore;
  readonly archive: Archive;
  readonly archiveUpkeep?: ArchiveUpkeep;
  readonly catalog: Catalog;
  /** A way to agents beside their sessions, where there is one. */
  readonly offerPath?: OfferPath;
  /** Told with each term of this coordinator, and with null when it is over: what only a leader tends is tended then. */
  onTerm?(term: number | null): void;
  /** The election, for a coordinator that presents itself so. Called once, and closed by whoever called, before the stores. */
  openLeadership(self: CoordinatorInfo): Promise<Leadership>;
}
