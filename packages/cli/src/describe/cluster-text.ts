/** A cluster in full: who leads, what it stands on, what there is to do. */
import type { Cluster, CoordinatorRecord, Load, NatsConnection, Store } from "@troupe/sdk/client";
import { bytes } from "../render/amount.ts";
import { age } from "../render/duration.ts";
import type { Style } from "../render/style.ts";
import { type Column, pairs, table } from "../render/table.ts";
import type { TextOptions } from "./run-text.ts";

export function clusterText(cluster: Cluster, { now, style }: TextOptions): string {
  const facts = pairs(
    [
      ["cluster", style.bold(cluster.name)],
      ["leader", leaderText(cluster, { now, style })],
      ["store", storeText(cluster.store, style)],
      cluster.nats === null ? null : ["nats", natsText(cluster.nats, { now, style })],
      ["archive", cluster.archive],
      ["agents", agentsText(cluster.load, style)],
      ["tasks", tasksText(cluster.load, style)],
    ],
    style.dim,
  );
  return `${facts}\n\n${table(cluster.coordinators, coordinatorColumns(now, style), style.dim)}`;
}

function leaderText({ leader }: Cluster, { now, style }: TextOptions): string {
  if (leader === null) return style.bad("✗ nobody is known to lead");
  const where = leader.address === null ? "" : ` at ${leader.address}`;
  const since = leader.since === null ? "" : `, for ${age(leader.since, now)}`;
  return `${leader.name}${where}, term ${leader.term}${since}`;
}

export function storeText({ kind, state, bytes: used, quotaBytes }: Store, style: Style): string {
  const amount = `${kind}, ${bytes(used)}${quotaBytes === null ? "" : ` of ${bytes(quotaBytes)}`}`;
  if (state === "full") return style.bad(`✗ store full: ${amount}; it takes no writes until troupe reclaim`);
  if (state === "filling") return style.warn(`! filling: ${amount}; no run is created`);
  if (state === "unreachable") return style.bad(`✗ ${kind} does not answer`);
  return amount;
}

function natsText({ connected, server, version, since }: NatsConnection, { now, style }: TextOptions): string {
  if (!connected) return style.bad(`✗ not connected for ${age(since, now)}`);
  return `${server ?? ""}${version === null ? "" : ` (${version})`}, connected for ${age(since, now)}`;
}

const unknown = "unknown: the leader does not answer";

function agentsText(load: Load | null, style: Style): string {
  if (load === null) return style.dim(unknown);
  const states = Object.entries(load.agents).filter(([, amount]) => amount > 0);
  return states.map(([state, amount]) => `${amount} ${state}`).join(", ") || style.warn("none");
}

function tasksText(load: Load | null, style: Style): string {
  if (load === null) return style.dim(unknown);
  return `${load.queuedTasks} queued, ${load.runningAttempts} with agents`;
}

function coordinatorColumns(now: number, style: Style): readonly Column<CoordinatorRecord>[] {
  return [
    { title: "COORDINATOR", cell: ({ name }) => style.bold(name) },
    { title: "ROLE", cell: ({ term }) => (term === null ? "follows" : style.good(`leads, term ${term}`)) },
    { title: "SINCE", cell: ({ since }) => age(since, now), align: "right" },
    { title: "UP", cell: ({ startedAt }) => age(startedAt, now), align: "right" },
    { title: "ADDRESS", cell: ({ address }) => address ?? "" },
    { title: "HTTP", cell: ({ httpUrl }) => httpUrl ?? "" },
    { title: "VERSION", cell: ({ version }) => version },
  ];
}
