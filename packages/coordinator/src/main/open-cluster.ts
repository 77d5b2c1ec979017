/** What the coordinators of a cluster share: state in etcd, feed and telemetry in NATS, one archive. The catalog is each one's own. */
import { randomUUID } from "node:crypto";
import {
  type Archive,
  type ArchiveUpkeep,
  type Clock,
  type CoordinatorInfo,
  type LeaderInfo,
  proveShared,
  type SharedBy,
} from "@troupe/engine";
import { SystemClock } from "@troupe/engine/adapters";
import type { Logger } from "pino";
import { openSharedDirectory } from "../adapters/archive/shared-directory.ts";
import { agreeOn } from "../adapters/etcd/agree-on.ts";
import { EtcdClient, type EtcdOptions } from "../adapters/etcd/client.ts";
import { readClusterId } from "../adapters/etcd/cluster-id.ts";
import { EtcdLeadership } from "../adapters/etcd/leadership.ts";
import { portRefuses } from "../adapters/etcd/port-refuses.ts";
import { EtcdRegistry } from "../adapters/etcd/registry.ts";
import { EtcdStateStore } from "../adapters/etcd/state-store.ts";
import { StoreUpkeep } from "../adapters/etcd/store-upkeep.ts";
import { NatsLink, type NatsSettings } from "../adapters/nats/connection.ts";
import { NatsEventFeed } from "../adapters/nats/event-feed.ts";
import { NatsHints } from "../adapters/nats/hints.ts";
import { LeaderPresence } from "../adapters/nats/leader-presence.ts";
import { NatsOfferPath } from "../adapters/nats/offers.ts";
import { NatsTelemetryStore } from "../adapters/nats/telemetry-store.ts";
import { S3Archive } from "../adapters/s3/archive.ts";
import { DataDirectory } from "../adapters/sqlite/data-directory.ts";
import type { ArchivePlace } from "../config/archive-url.ts";
import type { Settings } from "../config/settings.ts";
import { openCatalog } from "./open-catalog.ts";
import type { Stores } from "./stores.ts";
import type { Waiting } from "./waiting.ts";

export type ClusterSettings = Settings & {
  readonly etcd: readonly string[];
  readonly nats: readonly string[];
  readonly archive: ArchivePlace;
};

/** Waits for etcd and the archive. Throws TroupeError that says which of them is not the one of the other coordinators. */
export async function openCluster(
  settings: ClusterSettings,
  stack: AsyncDisposableStack,
  log: Logger,
  waiting: Waiting,
): Promise<Stores> {
  const clock = new SystemClock();
  const directory = stack.adopt(DataDirectory.open(settings.dataDir), (held) => held.close());
  const catalog = stack.adopt(await openCatalog(directory, log), (view) => view.close());
  const { stateStore, upkeep, registry, sharedBy } = await openState(settings, stack, { clock, log, waiting });
  const archive = await waiting.until("the archive", () => openArchive(settings.archive, sharedBy));
  const link = openLink(settings, stack, clock, log);
  const { cluster, feedReplicas: replicas } = settings;
  const shared = { link, clock, log, cluster, limits: { replicas } };
  const eventFeed = stack.adopt(new NatsEventFeed({ ...shared, archive }), (feed) => feed.close());
  const telemetryStore = stack.adopt(new NatsTelemetryStore(shared), (store) => store.close());
  const presence = stack.adopt(new LeaderPresence({ link, cluster }), (shown) => shown.close());
  const hints = stack.adopt(new NatsHints({ link, cluster, clock }), (told) => told.close());
  return {
    areShared: true,
    kind: "etcd",
    archiveKind: settings.archive.kind,
    registry,
    nats: () => link.state,
    storeCare: upkeep,
    stateStore,
    eventFeed,
    telemetryStore,
    archive,
    archiveUpkeep: archive,
    catalog,
    hints,
    offerPath: new NatsOfferPath(link),
    onTerm: (term) => {
      presence.show(term);
      if (term === null) upkeep.stop();
      else upkeep.start();
    },
    openLeadership: (self) => openLeadership(settings, self, { clock, log, presence }),
  };
}

interface OpenStateParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly waiting: Waiting;
}

async function openState(
  settings: ClusterSettings,
  stack: AsyncDisposableStack,
  { clock, log, waiting }: OpenStateParts,
) {
  const client = await EtcdClient.open(etcdOptions(settings), "store");
  const stateStore = stack.adopt(new EtcdStateStore(client, { quotaBytes: settings.etcdQuotaBytes }), (store) =>
    store.close(),
  );
  const upkeep = new StoreUpkeep({ client, clock, log });
  stack.defer(() => upkeep.stop());
  const registry = stack.adopt(new EtcdRegistry({ client, clock, log }), (list) => list.close());
  const sharedBy: SharedBy = {
    clusterId: await waiting.until("etcd", () => readClusterId(client)),
    agreed: { agree: (text) => agreeOn(client, "the archive's proof", client.keys.archive, text) },
    nonce: randomUUID(),
  };
  return { stateStore, upkeep, registry, sharedBy };
}

async function openArchive(place: ArchivePlace, sharedBy: SharedBy): Promise<Archive & ArchiveUpkeep> {
  if (place.kind === "directory") return openSharedDirectory(place.path, sharedBy);
  const archive = await S3Archive.open(place);
  await proveShared(archive, sharedBy);
  return archive;
}

function openLink(settings: ClusterSettings, stack: AsyncDisposableStack, clock: Clock, log: Logger): NatsLink {
  const { nats: servers, natsCa, natsCert, natsKey, natsCreds, name, cluster } = settings;
  const given: NatsSettings = {
    servers,
    ...(natsCa === null ? {} : { caFile: natsCa }),
    ...(natsCert === null ? {} : { certFile: natsCert }),
    ...(natsKey === null ? {} : { keyFile: natsKey }),
    ...(natsCreds === null ? {} : { credsFile: natsCreds }),
  };
  const link = new NatsLink({ settings: given, name: `troupe ${cluster} ${name}`, clock, log });
  return stack.adopt(link, (open) => open.close());
}

/** On connections of its own, so that no batch stands before a keepalive. Closing it closes them. */
async function openLeadership(
  settings: ClusterSettings,
  self: CoordinatorInfo,
  { clock, log, presence }: { readonly clock: Clock; readonly log: Logger; readonly presence: LeaderPresence },
): Promise<EtcdLeadership> {
  const client = await EtcdClient.open(etcdOptions(settings), "leadership");
  // Both: behind an address that is not its own a port may refuse, and who has lost NATS may lead.
  const isGone = async (leader: LeaderInfo) => (await portRefuses(leader)) && presence.isAbsent(leader.term);
  return EtcdLeadership.open({ client, self, clock, log, isGone }).catch((error) => {
    client.close();
    throw error;
  });
}

function etcdOptions({ etcd: endpoints, cluster, etcdCa, etcdCert, etcdKey }: ClusterSettings): EtcdOptions {
  if (etcdCa === null) return { endpoints, cluster };
  const own = etcdCert === null || etcdKey === null ? {} : { cert: etcdCert, key: etcdKey };
  return { endpoints, cluster, tls: { ca: etcdCa, ...own } };
}
