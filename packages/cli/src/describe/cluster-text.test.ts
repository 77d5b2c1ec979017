import type { Cluster } from "@troupe/sdk/client";
import { expect, test } from "vitest";
import { plain } from "../render/style.ts";
import { at, start } from "../testing/records.ts";
import { clusterText } from "./cluster-text.ts";

const options = { now: start + 120_000, style: plain };
const c1 = { name: "c1", address: "10.0.0.1:7420", httpUrl: "http://10.0.0.1:7421/", version: "1.2.3" };
const cluster: Cluster = {
  name: "troupe",
  answeredBy: "c2",
  leader: { name: "c1", address: "10.0.0.1:7420", httpUrl: null, term: 7, since: at(60) },
  coordinators: [
    { ...c1, term: 7, since: at(60), startedAt: at(0) },
    { ...c1, name: "c2", address: "10.0.0.2:7420", term: null, since: at(75), startedAt: at(75) },
  ],
  store: { kind: "etcd", state: "ok", bytes: 12 * 1024 ** 2, quotaBytes: 2 * 1024 ** 3 },
  nats: { connected: true, server: "10.0.2.1:4222", version: "2.9.10", since: at(90) },
  archive: "s3",
  load: { agents: { ready: 3, silent: 1, gone: 0 }, queuedTasks: 5, runningAttempts: 4 },
};

test("shows who leads, what it stands on, and what there is to do", () => {
  expect(clusterText(cluster, options).split("\n")).toEqual([
    "cluster   troupe",
    "leader    c1 at 10.0.0.1:7420, term 7, for 1m",
    "store     etcd, 12 MiB of 2 GiB",
    "nats      10.0.2.1:4222 (2.9.10), connected for 30s",
    "archive   s3",
    "agents    3 ready, 1 silent",
    "tasks     5 queued, 4 with agents",
    "",
    "COORDINATOR   ROLE            SINCE    UP   ADDRESS         HTTP                    VERSION",
    "c1            leads, term 7      1m    2m   10.0.0.1:7420   http://10.0.0.1:7421/   1.2.3",
    "c2            follows           45s   45s   10.0.0.2:7420   http://10.0.0.1:7421/   1.2.3",
  ]);
});

test("says what is wrong, and what is not known", () => {
  const troubled: Cluster = {
    ...cluster,
    leader: null,
    store: { ...cluster.store, state: "full" },
    nats: { connected: false, server: null, version: null, since: at(0) },
    load: null,
  };
  const text = clusterText(troubled, options);
  expect(text).toContain("✗ nobody is known to lead");
  expect(text).toContain("✗ store full: etcd, 12 MiB of 2 GiB; it takes no writes until troupe reclaim");
  expect(text).toContain("✗ not connected for 2m");
  expect(text).toContain("unknown: the leader does not answer");
  expect(clusterText({ ...cluster, nats: null }, options)).not.toContain("nats");
});
