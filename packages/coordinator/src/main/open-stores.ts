/** Opens what a coordinator keeps, where its settings say. */
import type { Logger } from "pino";
import type { Settings } from "../config/settings.ts";
import { openEmbedded } from "./open-embedded.ts";
import type { Stores } from "./stores.ts";
import type { Waiting } from "./waiting.ts";

/** What it opens goes onto the stack, which closes it in reverse. */
export async function openStores(
  settings: Settings,
  stack: AsyncDisposableStack,
  log: Logger,
  waiting: Waiting,
): Promise<Stores> {
  const { etcd, nats, archive } = settings;
  if (etcd === null || nats === null || archive === null) return openEmbedded(settings.dataDir, stack, log);
  // Lazily: who is alone loads no client of etcd, NATS or S3.
  const { openCluster } = await import("./open-cluster.ts");
  return openCluster({ ...settings, etcd, nats, archive }, stack, log, waiting);
}
