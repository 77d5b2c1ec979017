/** An agent in full. */
import type { Agent, AgentUsage, Device } from "@troupe/sdk/client";
import { bytes, cpus } from "../render/amount.ts";
import { agentState, labelText } from "../render/columns.ts";
import { age } from "../render/duration.ts";
import { type Column, pairs, table } from "../render/table.ts";
import type { TextOptions } from "./run-text.ts";

const tiers: Readonly<Record<number, string>> = {
  1: "1: cgroup v2, kills a whole tree and sees memory run out",
  2: "2: cgroup v2 kill with v1 memory accounting",
  3: "3: process group and environment scan",
};

export function agentText(agent: Agent, { now, style }: TextOptions): string {
  const { allocated, capacity, usage } = agent;
  const facts = pairs(
    [
      ["agent", style.bold(agent.id)],
      ["state", agentState(agent, style)],
      ["host", agent.host],
      ["version", agent.version],
      ["cpus", `${cpus(allocated.millicpus)} of ${cpus(capacity.millicpus)} in use`],
      ["memory", `${bytes(allocated.memoryBytes)} of ${bytes(capacity.memoryBytes)} in use`],
      ["gpus", `${allocated.gpus} of ${capacity.gpus} in use`],
      usage === null ? null : ["machine", machineText(usage)],
      Object.keys(agent.labels).length === 0 ? null : ["labels", labelText(agent.labels)],
      ["last beat", `${age(agent.lastBeatAt, now)} ago`],
      ["connected", `${age(agent.connectedAt, now)} ago`],
      ["reached by", agent.paths.join(", ") || "nothing that is proven"],
      ["isolation", tiers[agent.isolationTier] ?? String(agent.isolationTier)],
    ],
    style.dim,
  );
  const attempts = agent.attempts.map(({ runId, task, attempt }) => ({ runId, task, attempt: String(attempt) }));
  return [
    facts,
    ...(agent.devices.length === 0 ? [] : [table(agent.devices, deviceColumns(usage), style.dim)]),
    ...(attempts.length === 0 ? [] : [table(attempts, attemptColumns, style.dim)]),
  ].join("\n\n");
}

/** Whoever uses it, and not what steps have asked for. */
function machineText({ cpu, memoryBytes, memoryTotalBytes }: AgentUsage): string {
  return `${percent(cpu)} of the cores busy, ${bytes(memoryBytes)} of ${bytes(memoryTotalBytes)} of memory taken`;
}

function percent(fraction: number): string {
  return `${Math.round(100 * fraction)} %`;
}

function deviceColumns(usage: AgentUsage | null): readonly Column<Device>[] {
  const used = new Map(usage?.devices.map((device) => [device.uuid, device]));
  return [
    { title: "GPU", cell: ({ uuid }) => uuid },
    { title: "MODEL", cell: ({ model }) => model },
    { title: "MEMORY", cell: ({ memoryBytes }) => bytes(memoryBytes), align: "right" },
    { title: "TAKEN", cell: ({ uuid }) => takenText(used.get(uuid)), align: "right" },
    { title: "BUSY", cell: ({ uuid }) => busyText(used.get(uuid)), align: "right" },
    {
      title: "STATE",
      cell: ({ leasedTo, quarantined }) => quarantined ?? (leasedTo === null ? "free" : `leased to ${leasedTo}`),
    },
  ];
}

function takenText(device: AgentUsage["devices"][number] | undefined): string {
  return device === undefined ? "" : bytes(device.memoryBytes);
}

function busyText(device: AgentUsage["devices"][number] | undefined): string {
  return device === undefined ? "" : percent(device.utilization);
}

const attemptColumns: readonly Column<{ readonly runId: string; readonly task: string; readonly attempt: string }>[] = [
  { title: "RUN", cell: ({ runId }) => runId },
  { title: "TASK", cell: ({ task }) => task },
  { title: "ATTEMPT", cell: ({ attempt }) => attempt, align: "right" },
];
