/**
 * A coordinator that does nothing but lead: a process of its own, so that a test can stop and kill it.
 *
 *   node candidate.ts '{"etcd": …, "leaseTtlMs": 3000}'
 *
 * Says `leads TERM` and `lost`, and in between `believes INSTANT` again and again, on the clock that all processes share.
 */
import { once } from "node:events";
import { createServer } from "node:net";
import { SystemClock } from "@troupe/engine/adapters";
import { EtcdClient, type EtcdOptions } from "../../packages/coordinator/src/adapters/etcd/client.ts";
import { EtcdLeadership } from "../../packages/coordinator/src/adapters/etcd/leadership.ts";

const { etcd, leaseTtlMs, port } = JSON.parse(process.argv[2] ?? "") as {
  readonly etcd: EtcdOptions;
  readonly leaseTtlMs: number;
  readonly port: number;
};
await once(createServer().listen(port, "127.0.0.1"), "listening");
const leadership = await EtcdLeadership.open({
  client: await EtcdClient.open(etcd, "leadership"),
  self: { name: "child", address: `127.0.0.1:${port}`, httpUrl: null },
  clock: new SystemClock(),
  leaseTtlMs,
});
const lease = await leadership.lead(new AbortController().signal);
console.log(`leads ${lease.term}`);
lease.lost.addEventListener("abort", () => console.log("lost"));
setInterval(() => {
  if (performance.now() < lease.trustedUntil()) console.log(`believes ${process.hrtime.bigint()}`);
}, 20);
