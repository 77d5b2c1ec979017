/** What goes wrong in a seed, and when: each fault begins, lasts a while, and is over. */
import type { Luck } from "../cluster/unreliable-store.ts";
import { etcdName, fairEtcd } from "./etcd-client.ts";
import { clockJumpMs } from "./judge.ts";
import { fairWeather } from "./network.ts";
import type { Simulation } from "./simulation.ts";

/** Carried out over the time that it lasts, in ms. */
type Fault = (simulation: Simulation, lastsMs: number) => Promise<void>;

/** Those that make another coordinator lead, if they last long enough. */
const ofLeader: Readonly<Record<string, Fault>> = {
  "leader killed": async (simulation, lastsMs) => {
    const leader = simulation.leader();
    simulation.killCoordinator(leader);
    await simulation.pass(lastsMs);
    simulation.startCoordinator(leader);
  },
  "leader paused": async (simulation, lastsMs) => {
    const { clock } = simulation.coordinator(simulation.leader());
    clock.pause();
    await simulation.pass(Math.max(lastsMs, 7000));
    clock.resume();
  },
  "leader cut off from etcd": (simulation, lastsMs) =>
    simulation.cutting([[simulation.leader(), etcdName]], Math.max(lastsMs, 8000)),
  "leader resigns": async (simulation, lastsMs) => {
    simulation.resign(simulation.leader());
    await simulation.pass(lastsMs);
  },
};

const others: Readonly<Record<string, Fault>> = {
  "leader paused briefly": async (simulation, lastsMs) => {
    const { clock } = simulation.coordinator(simulation.leader());
    clock.pause();
    await simulation.pass(lastsMs / 4);
    clock.resume();
  },
  "leader cut off from agents": (simulation, lastsMs) => {
    const leader = simulation.leader();
    return simulation.cutting(
      simulation.agentNames.map((agent) => [leader, agent] as const),
      lastsMs,
    );
  },
  "every coordinator killed": async (simulation, lastsMs) => {
    for (const name of simulation.coordinatorNames) simulation.killCoordinator(name);
    await simulation.pass(lastsMs);
    for (const name of simulation.coordinatorNames) simulation.startCoordinator(name);
  },
  "agent killed": async (simulation, lastsMs) => {
    const agent = simulation.anyAgent();
    simulation.killAgent(agent);
    await simulation.pass(lastsMs);
    await simulation.startAgent(agent);
  },
  "machine rebooted": async (simulation, lastsMs) => {
    const agent = simulation.anyAgent();
    simulation.killAgent(agent);
    simulation.machine(agent).reboot();
    await simulation.pass(lastsMs);
    await simulation.startAgent(agent);
  },
  "agent paused": async (simulation, lastsMs) => {
    const { clock } = simulation.agent(simulation.anyAgent());
    clock.pause();
    await simulation.pass(lastsMs * 2);
    clock.resume();
  },
  "agent cut off": (simulation, lastsMs) => {
    const agent = simulation.anyAgent();
    return simulation.cutting(
      simulation.coordinatorNames.map((name) => [name, agent] as const),
      lastsMs * 2,
    );
  },
  "disk of an agent full": async (simulation, lastsMs) => {
    const machine = simulation.machine(simulation.anyAgent());
    machine.isDiskFull = true;
    await simulation.pass(lastsMs);
    machine.isDiskFull = false;
  },
  "etcd loses and delays": async (simulation, lastsMs) => {
    simulation.etcdWeather = { lostRequests: 0.1, lostAnswers: 0.15, late: 0.25, slowMs: 0 };
    await simulation.pass(lastsMs);
    simulation.etcdWeather = fairEtcd;
  },
  "etcd slow": async (simulation, lastsMs) => {
    simulation.etcdWeather = { ...fairEtcd, slowMs: 400 };
    await simulation.pass(lastsMs);
    simulation.etcdWeather = fairEtcd;
  },
  "etcd full": async (simulation, lastsMs) => {
    simulation.etcd.isFull = true;
    await simulation.pass(lastsMs);
    simulation.etcd.isFull = false;
  },
  "feed away": async (simulation, lastsMs) => {
    simulation.feedFails = 0.8;
    await simulation.pass(lastsMs);
    simulation.feedFails = 0;
  },
  "network bad": async (simulation, lastsMs) => {
    simulation.network.weather = { minMs: 1, maxMs: 300, loss: 0.3, duplication: 0.3 };
    await simulation.pass(lastsMs);
    simulation.network.weather = fairWeather;
  },
  "wall clock jumps": async (simulation, lastsMs) => {
    simulation.coordinator(simulation.leader()).clock.skewMs += clockJumpMs;
    simulation.agent(simulation.anyAgent()).clock.skewMs -= clockJumpMs;
    await simulation.pass(lastsMs);
  },
};

export interface Planned {
  readonly name: string;
  readonly fault: Fault;
  readonly afterMs: number;
  readonly lastsMs: number;
}

/** At least two that make another one lead, and at least five in all; some overlap. */
export function plan(luck: Luck): readonly Planned[] {
  const count = 5 + Math.floor(luck.random() * 4);
  const planned = Array.from({ length: count }, (_, index) => {
    const from = Object.entries(index < 2 ? ofLeader : { ...ofLeader, ...others });
    const [name, fault] = from[Math.floor(luck.random() * from.length)] as [string, Fault];
    return { name, fault, lastsMs: 500 + luck.random() * 9000, at: luck.random() };
  });
  // In another order, and each some time after the one before has begun.
  return planned
    .sort((a, b) => a.at - b.at)
    .map(({ name, fault, lastsMs }) => ({ name, fault, lastsMs, afterMs: 1000 + luck.random() * 8000 }));
}
