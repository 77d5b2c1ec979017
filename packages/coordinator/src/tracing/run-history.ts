/**
 * The earlier events of a run, for a coordinator that did not see them: after a restart, or because it had to forget the
 * run. `EventFeed` is one. An entry may come a little later than RunObserver.committed told of it; a run must stay
 * readable for some seconds after its last event.
 */
import type { EventFeed } from "@troupe/engine";

export type RunHistory = Pick<EventFeed, "readRun">;
