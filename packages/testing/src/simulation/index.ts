/** @troupe/testing/simulation: a whole cluster on virtual time, from a seed. */

export { EtcdClient, type EtcdWeather, etcdName, fairEtcd } from "./etcd-client.ts";
export { leaderKey, outcomeOf, SimulatedEtcdStateStore, transactionOf } from "./etcd-state-store.ts";
export { fairWeather, Network } from "./network.ts";
export { ProcessClock } from "./process-clock.ts";
export { runSeed, type SeedReport } from "./run-seed.ts";
export * from "./simulated-etcd.ts";
