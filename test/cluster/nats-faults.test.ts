/** What happens to NATS happens to no event and to no acknowledged log for good. */
import { type RunEventBody, TroupeError } from "@troupe/core";
import { CatalogFollower, type FeedEntry, type StreamKey, sealedName } from "@troupe/engine";
import { MemoryCatalog, SystemClock } from "@troupe/engine/adapters";
import { absentPrograms, NatsServer, Workbench } from "@troupe/testing/process";
import { afterEach, describe, expect, test } from "vitest";
import type { NatsEventFeed } from "../../packages/coordinator/src/adapters/nats/event-feed.ts";
import { NatsCluster } from "./nats-support.ts";

const bench = new Workbench();
afterEach(() => bench.clear());

async function start() {
  const server = await NatsServer.start(bench);
  const cluster = new NatsCluster([server]);
  bench.closes(() => cluster.close());
  return { server, cluster };
}

describe.skipIf(absentPrograms("nats-server").length > 0)("the feed (needs nats-server)", () => {
  test("takes events while NATS is away, and gives them to it when it is back", async () => {
    const { server, cluster } = await start();
    const [leader, other] = [await cluster.feed(), await cluster.feed()];
    const told = following(other);
    await leader.append([entry("a", 1), entry("b", 1)]);
    await server.kill9();
    await leader.append([entry("a", 2), entry("a", 2)]);
    await leader.append([entry("a", 2), entry("c", 1)]);
    expect(namesOf(await leader.readRun("a", 0))).toEqual(["a1", "a2"]);
    expect(namesOf(await other.readRun("c", 0)), "who does not lead reads the archive too").toEqual(["c1"]);
    await expect(leader.dropRun("b")).rejects.toMatchObject({ code: "NATS_UNREACHABLE", reaction: "retry" });
    await server.restart();
    await told.all("a1", "b1", "a2", "c1");
    expect(namesOf(await other.readAll(null, 10))).toEqual(["a1", "b1", "a2", "c1"]);
    await leader.dropRun("b");
    expect(namesOf(await other.readAll(null, 10))).toEqual(["a1", "a2", "c1"]);
  });

  test("is made again from the archive when NATS has lost its store, for catalogs that were far ahead", async () => {
    const { server, cluster } = await start();
    const [leader, other] = [await cluster.feed(), await cluster.feed()];
    const catalog = new MemoryCatalog();
    const follower = new CatalogFollower({ feed: other, catalog, clock: new SystemClock(), archive: cluster.archive });
    for (const runId of ["a", "b", "c"]) await leader.append([entry(runId, 1, created(runId))]);
    await leader.append([entry("c", 2, { type: "RunSucceeded", outputs: null })]);
    await seal(cluster, "c");
    await leader.dropRun("c");
    await follower.caughtUp();
    const before = await catalog.position();

    await server.kill9();
    await server.wipe();
    const told = following(other);
    await leader.append([entry("b", 2, { type: "RunCancelled", reason: "enough" })]);
    await server.restart();
    await told.all("a1", "b1", "b2");

    expect(namesOf(await other.readAll(null, 10)), "what was dropped stays so").toEqual(["a1", "b1", "b2"]);
    expect(namesOf(await leader.readRun("b", 0))).toEqual(["b1", "b2"]);
    await follower.caughtUp();
    const after = await catalog.position();
    expect(after?.feed).not.toBe(before?.feed);
    expect(after?.position).toBe(3);
    expect((await catalog.runs({ limit: 10 })).map(({ runId, status }) => `${runId} ${status}`)).toEqual([
      "c succeeded",
      "b cancelled",
      "a running",
    ]);
    await follower.stop();
  });

  test("is found by the next leader, with what NATS never got from the last one", async () => {
    const { server, cluster } = await start();
    const old = await cluster.feed();
    await old.append([entry("a", 1)]);
    await server.kill9();
    await old.append([entry("a", 2)]);
    await old.close();
    await server.restart();
    const next = await cluster.feed();
    await next.append([entry("a", 3)]);
    expect(namesOf(await next.readAll(null, 10))).toEqual(["a1", "a2", "a3"]);
    expect(namesOf(await (await cluster.feed()).readRun("a", 1))).toEqual(["a2", "a3"]);
  });

  test("tells which runs that were dropped lie together with others, whoever leads: they would come back with these", async () => {
    const { cluster } = await start();
    const feed = await cluster.feed();
    await feed.append([entry("a", 1), entry("b", 1)]);
    await feed.append([entry("c", 1)]);
    const all = new Set(["a", "b", "c"]);
    expect(await feed.remains(all)).toEqual(new Set());
    for (const runId of ["a", "c"]) {
      const { digest } = await cluster.archive.put(Buffer.from(runId));
      await cluster.archive.link(sealedName(runId), digest);
      await feed.dropRun(runId);
    }
    expect(await feed.remains(all)).toEqual(new Set(["a"]));
    const next = await cluster.feed();
    expect(await next.remains(all)).toEqual(new Set(["a"]));
    await next.dropRun("b");
    expect(await next.remains(all)).toEqual(new Set());
  });

  test("holds each entry once when two write at the same time, as a leader and one that was deposed", async () => {
    const { cluster } = await start();
    const feeds = [await cluster.feed(), await cluster.feed()] as const;
    const told = following(await cluster.feed());
    const numbers = Array.from({ length: 40 }, (_, index) => index + 1);
    await Promise.all(
      feeds.map(async (feed) => {
        for (const first of numbers) await feed.append([entry("a", first)]);
      }),
    );
    await told.all(...numbers.map((first) => `a${first}`));
    // Whoever was refused brings what is missing when it looks again.
    for (const feed of feeds) await feed.append([entry("b", 1)]);
    const found = namesOf(await feeds[0].readAll(null, 1000));
    expect(found.toSorted()).toEqual([...new Set(found)].toSorted());
    expect(namesOf(await feeds[1].readRun("a", 0))).toEqual(numbers.map((first) => `a${first}`));
  });

  test("goes on while the server is frozen, and tells what was missed", async () => {
    const { server, cluster } = await start();
    const [leader, other] = [await cluster.feed(), await cluster.feed()];
    const told = following(other);
    await leader.append([entry("a", 1)]);
    server.pause();
    await leader.append([entry("a", 2)]);
    server.resume();
    await leader.append([entry("a", 3)]);
    await told.all("a1", "a2", "a3");
    expect(namesOf(await other.readAll(null, 10))).toEqual(["a1", "a2", "a3"]);
  });

  test("keeps entries that are too large for a message", async () => {
    const { server, cluster } = await start();
    const [leader, other] = [await cluster.feed(), await cluster.feed()];
    const large = entry("a", 1, { ...created("a"), params: { text: "x".repeat(3_000_000) } });
    await leader.append([large, entry("a", 2)]);
    expect(await other.readRun("a", 0)).toEqual([large, entry("a", 2)]);
    expect(namesOf(await other.readAll(null, 10))).toEqual(["a1", "a2"]);
    await server.kill9();
    expect(await other.readRun("a", 0)).toEqual([large, entry("a", 2)]);
  });

  test("cuts the stream where nobody needs it, and keeps what a run has said that goes on", async () => {
    const { cluster } = await start();
    const [leader, other] = [await cluster.feed(), await cluster.feed()];
    const told = following(other);
    await leader.append([entry("waits", 1), entry("waits", 2)]);
    const firsts = Array.from({ length: 500 }, (_, index) => index + 1);
    const runIds = ["a", "b", "c", "d", "e"];
    for (const runId of runIds) {
      await leader.append(firsts.map((first) => entry(runId, first)));
      await leader.append([entry("waits", 3 + runIds.indexOf(runId))]);
      await told.all(`${runId}500`);
      await leader.dropRun(runId);
    }
    const kept = [1, 2, 3, 4, 5, 6, 7].map((first) => `waits${first}`);
    const { state } = await cluster.streamInfo();
    expect(state.messages).toBeLessThan(1000);
    expect(state.first_seq).toBeGreaterThan(2000);
    for (const feed of [leader, other, await cluster.feed()]) {
      expect(namesOf(await feed.readRun("waits", 0))).toEqual(kept);
      expect(new Set(namesOf(await feed.readAll(null, 1000)))).toEqual(new Set(kept));
      expect(await feed.readRun("e", 0)).toEqual([]);
    }
    const next = await cluster.feed();
    await next.append([entry("waits", 7), entry("waits", 8)]);
    expect(namesOf(await other.readRun("waits", 0))).toEqual([...kept, "waits8"]);
  });

  test("leaves nothing of a run that is removed, whoever goes on in front of it and behind it", async () => {
    const { cluster } = await start();
    const feed = await cluster.feed();
    await feed.append([entry("waits", 1)]);
    await feed.append([entry("a", 1), entry("a", 2)]);
    await feed.append([entry("waits", 2)]);
    await feed.dropRun("a");
    const of = async (runId: string) =>
      Object.keys((await cluster.streamInfo(`>`)).state.subjects ?? {}).some((subject) =>
        subject.endsWith(`.${runId}`),
      );
    expect(await of("a")).toBe(true);
    expect(await feed.remains(new Set(["a"]))).toEqual(new Set());
    expect(await of("a")).toBe(false);
    expect(namesOf(await feed.readRun("waits", 0))).toEqual(["waits1", "waits2"]);
  });

  test("tells what the one reads that was deposed, as the one that leads wrote it", async () => {
    const { cluster } = await start();
    const [old, next] = [await cluster.feed(), await cluster.feed()];
    const told = following(old);
    await old.append([entry("a", 1)]);
    expect(namesOf(await old.readRun("a", 0))).toEqual(["a1"]);
    await next.append([entry("a", 2)]);
    await told.all("a2");
    expect(namesOf(await old.readRun("a", 0))).toEqual(["a1", "a2"]);
    await next.dropRun("a");
    expect(await old.readRun("a", 0)).toEqual([]);
  });

  test("takes away segments whose runs were all dropped, and no others", async () => {
    const { cluster } = await start();
    const feed = await cluster.feed();
    await feed.append([entry("a", 1), entry("b", 1)]);
    await feed.append([entry("b", 2)]);
    const segments = () => cluster.archive.names("feed/");
    expect(await segments()).toHaveLength(2);
    await feed.dropRun("b");
    expect(await segments()).toHaveLength(1);
    await (await cluster.feed()).dropRun("a");
    expect(await segments()).toEqual([]);
  });
});

describe.skipIf(absentPrograms("nats-server").length > 0)("logs and metrics (needs nats-server)", () => {
  const key: StreamKey = { runId: "r", task: "train", attempt: 1, stream: "stdout" };
  const chunk = (offset: number, text: string) => ({ ...key, offset, data: Buffer.from(text), at: 1, gap: 0 });

  test("that come to two coordinators at once are stored once, and both tell the same", async () => {
    const { cluster } = await start();
    const stores = [await cluster.telemetry(), await cluster.telemetry()] as const;
    const whole = Array.from({ length: 400 }, (_, index) => `line ${index}\n`).join("");
    await Promise.all(
      stores.map(async (store, half) => {
        for (let offset = 0; offset < whole.length; offset += 100 + half * 37) {
          store.append({ logs: [chunk(offset, whole.slice(offset, offset + 300))], metrics: [point(offset + 1)] });
          await store.flush();
        }
      }),
    );
    for (const store of stores) {
      const parts = await store.readLog(key, 0, 1_000_000);
      expect(Buffer.concat(parts.map(({ data }) => data)).toString()).toBe(whole);
      expect(await store.length(key)).toBe(whole.length);
      const points = await store.readMetrics("r", 0, 1000);
      expect(new Set(points.map(({ sequence }) => sequence)).size).toBe(points.length);
    }
    expect(await stores[0].readMetrics("r", 0, 1000)).toEqual(await stores[1].readMetrics("r", 0, 1000));
  });

  test("that another coordinator took in are news, and can be read", async () => {
    const { cluster } = await start();
    const [mine, theirs] = [await cluster.telemetry(), await cluster.telemetry()];
    const news = Promise.withResolvers<ReadonlySet<string>>();
    mine.subscribe(news.resolve);
    theirs.append({ logs: [chunk(0, "abc")], metrics: [] });
    await theirs.flush();
    expect([...(await news.promise)]).toEqual(["r"]);
    expect(await mine.streams("r")).toEqual([{ ...key, length: 3 }]);
  });

  test("wait for NATS, and are durable once it has taken them", async () => {
    const { server, cluster } = await start();
    const store = await cluster.telemetry();
    store.append({ logs: [chunk(0, "abc")], metrics: [] });
    await store.flush();
    await server.kill9();
    store.append({ logs: [chunk(3, "def")], metrics: [point(1)] });
    await expect(store.flush()).rejects.toMatchObject({ code: "NATS_UNREACHABLE", reaction: "retry" });
    await server.restart();
    await store.link.untilUp(AbortSignal.timeout(10_000));
    await store.flush();
    expect(await (await cluster.telemetry()).length(key)).toBe(6);
  });

  test("that NATS has lost are no longer said to be there, and are taken again", async () => {
    const { server, cluster } = await start();
    const store = await cluster.telemetry();
    store.append({ logs: [chunk(0, "abcdef")], metrics: [point(1)] });
    await store.flush();
    await server.kill9();
    await server.wipe();
    await server.restart();
    await store.link.untilUp(AbortSignal.timeout(10_000));
    expect(await store.length(key)).toBe(0);
    expect(await store.readLog(key, 0, 10)).toEqual([]);
    store.append({ logs: [chunk(0, "abcdef"), chunk(6, "ghi")], metrics: [point(1), point(2)] });
    await store.flush();
    expect(await store.length(key)).toBe(9);
    expect((await store.readMetrics("r", 0, 10)).map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  function point(sequence: number) {
    return { runId: "r", task: "train", attempt: 1, sequence, name: "loss", step: sequence, value: 1, at: sequence };
  }
});

/** What a feed tells, and what its follower reads after a break. */
function following(feed: NatsEventFeed) {
  const seen = new Set<string>();
  let failure: unknown;
  let wake = () => {};
  const see = (entries: readonly FeedEntry[]) => {
    for (const name of namesOf(entries)) seen.add(name);
    wake();
  };
  // While NATS is away nothing can be read; when it is back the feed tells of another break.
  const failed = (error: unknown) => {
    if (error instanceof TroupeError && error.reaction === "retry") return;
    failure = error;
    wake();
  };
  feed.subscribe((entries) => {
    if (entries.length === 0) feed.readAll(null, 1000).then(see, failed);
    else see(entries);
  });
  return {
    async all(...names: readonly string[]): Promise<void> {
      while (!names.every((name) => seen.has(name))) {
        if (failure !== undefined) throw failure;
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    },
  };
}

async function seal(cluster: NatsCluster, runId: string): Promise<void> {
  const put = async (value: unknown) => (await cluster.archive.put(Buffer.from(JSON.stringify(value)))).digest;
  const { events } = entry(runId, 1, created(runId));
  const end = entry(runId, 2, { type: "RunSucceeded", outputs: null }).events;
  const sealed = { format: 1, header: { runId, pipeline: "p" }, tasks: [], controls: [], logs: [] };
  await cluster.archive.link(sealedName(runId), await put({ ...sealed, events: await put([...events, ...end]) }));
}

function created(runId: string): RunEventBody & { readonly type: "RunCreated" } {
  const none = { params: {}, uses: {}, requestId: null, traceparent: null };
  return { type: "RunCreated", runId, pipeline: "p", version: `sha256:${"0".repeat(64)}`, ...none };
}

function entry(
  runId: string,
  first: number,
  body: RunEventBody = { type: "AttemptStarted", task: "t", attempt: 1 },
): FeedEntry {
  return { runId, pipeline: "p", first, events: [{ ...body, at: first }] };
}

function namesOf(entries: readonly FeedEntry[]): readonly string[] {
  return entries.map(({ runId, first }) => `${runId}${first}`);
}
