/** What a coordinator keeps, wherever it keeps it. */
import type {
  Archive,
  ArchiveUpkeep,
  Catalog,
  CoordinatorInfo,
  EventFeed,
  Hints,
  Leadership,
  OfferPath,
  StateStore,
  TelemetryStore,
} from "@troupe/engine";
import type { ArchiveKind, NatsState, StoreView } from "../cluster/cluster-view.ts";
import type { Registry } from "../ports/registry.ts";
import type { StoreCare } from "../ports/store-care.ts";

export interface Stores {
  /** Whether other coordinators share them, all but the catalog: then this one follows until it is elected. */
  readonly areShared: boolean;
  readonly stateStore: StateStore;
  readonly eventFeed: EventFeed;
  readonly telemetryStore: TelemetryStore;
  readonly archive: Archive;
  readonly archiveUpkeep?: ArchiveUpkeep;
  readonly catalog: Catalog;
  /** From and to the coordinators that share them. */
  readonly hints?: Hints;
  /** A way to agents beside their sessions, where there is one. */
  readonly offerPath?: OfferPath;
  /** Of the state store. */
  readonly kind: StoreView["kind"];
  readonly archiveKind: ArchiveKind;
  /** Where the coordinators that share them are listed; absent where there is one. */
  readonly registry?: Registry;
  /** How its connection to NATS is. */
  nats?(): NatsState;
  /** For people whose store is full. Absent where nobody need care for it. */
  readonly storeCare?: StoreCare;
  /** Told with each term of this coordinator, and with null when it is over: what only a leader tends is tended then. */
  onTerm?(term: number | null): void;
  /** The election, for a coordinator that presents itself so. Called once, and closed by whoever called, before the stores. */
  openLeadership(self: CoordinatorInfo): Promise<Leadership>;
}
