/** What of an agent is in use, and what was given to steps: numbers for meters. */
import type { Agent } from "../../api/messages.ts";
import { formatBytes } from "../../format/bytes.ts";
import { formatShare } from "../../format/numbers.ts";

export interface Gauge {
  readonly label: string;
  /** 0 to 1; undefined: nobody has said. */
  readonly used: number | undefined;
  /** What steps were given, of what there is for them. */
  readonly given: number | undefined;
  /** "83 % busy", "14 of 24 GiB". */
  readonly text: string;
  /** "1.5 of 2 given". */
  readonly givenText: string | undefined;
}

export function gaugesOf({ capacity, allocated, usage }: Agent): readonly Gauge[] {
  const cores = { used: usage?.cpu, given: shareOf(allocated?.millicpus, capacity?.millicpus) };
  const total = usage?.memoryTotalBytes ?? 0;
  return [
    {
      ...{ label: "Cores", ...cores },
      text: usage === undefined ? "not heard" : `${formatShare(usage.cpu)} busy`,
      givenText: `${coresText(allocated?.millicpus ?? 0)} of ${coresText(capacity?.millicpus ?? 0)} given`,
    },
    {
      label: "Memory",
      used: usage === undefined || total === 0 ? undefined : usage.memoryBytes / total,
      given: shareOf(allocated?.memoryBytes, capacity?.memoryBytes),
      text: usage === undefined ? "not heard" : `${formatBytes(usage.memoryBytes)} of ${formatBytes(total)}`,
      givenText: `${formatBytes(allocated?.memoryBytes ?? 0)} of ${formatBytes(capacity?.memoryBytes ?? 0)} given`,
    },
  ];
}

export interface DeviceGauge {
  readonly uuid: string;
  readonly number: number;
  readonly model: string;
  readonly busy: Gauge;
  readonly memory: Gauge;
  /** Undefined: nobody has it. */
  readonly holder: Holder | undefined;
  /** Why it takes no work; empty if it does. */
  readonly quarantined: string;
}

export interface Holder {
  readonly runId: string;
  readonly task: string;
  readonly attempt: number;
}

export function devicesOf({ devices, usage }: Agent): readonly DeviceGauge[] {
  const busy = new Map(usage?.devices.map((device) => [device.uuid, device]));
  return devices.map(({ uuid, model, memoryBytes, leasedTo, quarantined }, number) => {
    const known = busy.get(uuid);
    const used = known === undefined || memoryBytes === 0 ? undefined : known.memoryBytes / memoryBytes;
    const shared = { given: undefined, givenText: undefined };
    return {
      ...{ uuid, number, model, quarantined, holder: holderOf(leasedTo) },
      busy: {
        ...{ label: `GPU ${number}`, used: known?.utilization, ...shared },
        text: known === undefined ? "does not tell" : `${formatShare(known.utilization)} busy`,
      },
      memory: {
        ...{ label: `Memory of GPU ${number}`, used, ...shared },
        text:
          known === undefined
            ? formatBytes(memoryBytes)
            : `${formatBytes(known.memoryBytes)} of ${formatBytes(memoryBytes)}`,
      },
    };
  });
}

/** "run/task/attempt"; a task's name may have slashes. */
export function holderOf(leasedTo: string): Holder | undefined {
  const [, runId, task, attempt] = /^([^/]+)\/(.+)\/(\d+)$/.exec(leasedTo) ?? [];
  return runId === undefined || task === undefined ? undefined : { runId, task, attempt: Number(attempt) };
}

export interface FleetFigures {
  readonly agents: number;
  readonly cores: string;
  readonly gpus: string | undefined;
  readonly attempts: number;
}

/** Of those that are there. */
export function fleetFigures(agents: readonly Agent[]): FleetFigures {
  const there = agents.filter(({ state }) => state !== "AGENT_STATE_GONE");
  const sum = (of: (agent: Agent) => number | undefined) => there.reduce((total, agent) => total + (of(agent) ?? 0), 0);
  const gpus = sum(({ capacity }) => capacity?.gpus);
  return {
    agents: there.length,
    cores: `${coresText(sum((each) => each.allocated?.millicpus))} of ${coresText(sum((each) => each.capacity?.millicpus))}`,
    gpus: gpus === 0 ? undefined : `${sum(({ allocated }) => allocated?.gpus)} of ${gpus}`,
    attempts: sum(({ attempts }) => attempts.length),
  };
}

/** By name; who has left comes last. */
export function inOrder(agents: readonly Agent[]): readonly Agent[] {
  const rank = ({ state }: Agent): number => (state === "AGENT_STATE_GONE" ? 1 : 0);
  return agents.toSorted((a, b) => rank(a) - rank(b) || a.agentId.localeCompare(b.agentId, "en", { numeric: true }));
}

/** Each word is in its name, host, labels or devices. */
export function matches(agent: Agent, text: string, states: readonly string[]): boolean {
  if (states.length > 0 && !states.includes(wordOf(agent))) return false;
  const labels = Object.entries(agent.labels).map(([name, value]) => `${name}=${value}`);
  const models = agent.devices.map(({ model }) => model);
  const known = [agent.agentId, agent.host, ...labels, ...models].join(" ").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => known.includes(word));
}

/** "AGENT_STATE_READY" is ready. */
function wordOf({ state }: Agent): string {
  return state.replace("AGENT_STATE_", "").toLowerCase();
}

/** 1500 millicpus are 1.5 cores. */
function coresText(millicpus: number): string {
  return String(Number((millicpus / 1000).toFixed(2)));
}

function shareOf(part = 0, whole = 0): number | undefined {
  return whole === 0 ? undefined : part / whole;
}

/** As it says itself, whatever else is wrong with it. */
export function isDraining({ state }: Agent): boolean {
  return state === "AGENT_STATE_DRAINING";
}
