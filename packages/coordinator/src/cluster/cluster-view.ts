/** A cluster as people look at it. Instants are milliseconds since the epoch; null is what is not known. */
import type { AgentState, LeaderInfo } from "@troupe/engine";
import type { Presence } from "../ports/registry.ts";

export interface ClusterView {
  readonly name: string;
  /** Name of the coordinator whose view this is. */
  readonly answeredBy: string;
  readonly leader: (LeaderInfo & { readonly since: number | null }) | null;
  readonly coordinators: readonly Presence[];
  readonly store: StoreView;
  /** Null where there is none. */
  readonly nats: NatsState | null;
  readonly archive: ArchiveKind;
  /** Known by the leader alone. */
  readonly load: LoadView | null;
  /** Where people look at traces, with "{traceId}" in it. */
  readonly traceUrl: string | null;
}

export interface StoreView {
  readonly kind: "etcd" | "sqlite";
  /** Filling: no run is created. Full: it takes no writes until space was reclaimed. */
  readonly state: "ok" | "filling" | "full" | "unreachable";
  /** When it last answered. */
  readonly bytes: number;
  readonly quota: number | null;
}

export interface NatsState {
  readonly isConnected: boolean;
  /** host:port of the one that it is, or was, connected to. */
  readonly server: string | null;
  readonly version: string | null;
  /** Since when it is connected, or not. */
  readonly since: number;
}

export type ArchiveKind = "directory" | "s3";

export interface LoadView {
  readonly agents: Readonly<Record<AgentState, number>>;
  readonly queued: number;
  readonly running: number;
  /** Tasks of live runs that wait for something. */
  readonly waiting: number;
  /** Those of them that a person has to answer. */
  readonly approvals: number;
}
