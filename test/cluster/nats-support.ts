/** Feeds and telemetry stores on a real nats-server, each in a cluster of its own. */
import { randomUUID } from "node:crypto";
import { jetstreamManager, type StreamInfo } from "@nats-io/jetstream";
import { type Archive, silentLog } from "@troupe/engine";
import { MemoryArchive, MemoryArchiveDisk, SystemClock } from "@troupe/engine/adapters";
import type { NatsServer } from "@troupe/testing/process";
import { NatsLink } from "../../packages/coordinator/src/adapters/nats/connection.ts";
import { NatsEventFeed } from "../../packages/coordinator/src/adapters/nats/event-feed.ts";
import type { FeedStreamLimits } from "../../packages/coordinator/src/adapters/nats/feed-stream.ts";
import { streamName } from "../../packages/coordinator/src/adapters/nats/subjects.ts";
import { NatsTelemetryStore } from "../../packages/coordinator/src/adapters/nats/telemetry-store.ts";

const clock = new SystemClock();

/** What one cluster of coordinators shares. */
export class NatsCluster {
  readonly name = randomUUID();
  readonly archive: Archive = new MemoryArchive(new MemoryArchiveDisk());
  readonly limits: FeedStreamLimits;
  readonly #servers: readonly NatsServer[];
  readonly #closing: (() => Promise<void>)[] = [];

  constructor(servers: readonly NatsServer[], limits: FeedStreamLimits = {}) {
    this.#servers = servers;
    this.limits = limits;
  }

  /** A connection of its own, as each coordinator has; it answers when a server is there. */
  async link(address?: string): Promise<NatsLink> {
    const link = this.startLink(address);
    await link.untilUp(AbortSignal.timeout(10_000));
    return link;
  }

  startLink(address?: string): NatsLink {
    const servers = address === undefined ? this.#servers.map(({ url }) => url) : [address];
    const link = new NatsLink({ settings: { servers }, name: "test", clock, log: silentLog });
    this.#closing.push(() => link.close());
    return link;
  }

  /** The feed as one coordinator has it. */
  async feed(link?: NatsLink): Promise<NatsEventFeed> {
    const { archive, name: cluster, limits } = this;
    const feed = new NatsEventFeed({
      link: link ?? (await this.link()),
      archive,
      clock,
      log: silentLog,
      cluster,
      limits,
    });
    this.#closing.push(() => feed.close());
    return feed;
  }

  /** The telemetry store as one coordinator has it. */
  async telemetry(): Promise<NatsTelemetryStore & { readonly link: NatsLink }> {
    const { name: cluster, limits } = this;
    const link = await this.link();
    const store = new NatsTelemetryStore({ link, clock, log: silentLog, cluster, limits });
    // What a test left unwritten is written nowhere.
    this.#closing.push(() => store.close().catch(() => {}));
    return Object.assign(store, { link });
  }

  /** What the server has of the feed; with a filter also how much by subject. */
  async streamInfo(subjects?: string): Promise<StreamInfo> {
    const link = await this.link();
    const manager = await jetstreamManager(link.connection, { checkAPI: false });
    return manager.streams.info(
      streamName(this.name, "FEED"),
      subjects === undefined ? undefined : { subjects_filter: subjects },
    );
  }

  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close();
  }
}
