import { TroupeError } from "@troupe/core";
import { describe, expect, it } from "vitest";
import { MemoryCatalog } from "../adapters/memory/catalog.ts";
import { MemoryEventFeed } from "../adapters/memory/event-feed.ts";
import { MemoryStateStore } from "../adapters/memory/state-store.ts";
import { VirtualClock } from "../adapters/memory/virtual-clock.ts";
import { encode } from "../codec.ts";
import type { FeedEntry } from "../ports/event-feed.ts";
import { CatalogFollower } from "./catalog-follower.ts";
import { Outbox } from "./outbox.ts";

const created = (runId: string): FeedEntry => ({
  runId,
  pipeline: "p",
  first: 1,
  events: [
    {
      type: "RunCreated",
      at: 1,
      runId,
      pipeline: "p",
      version: `sha256:${"0".repeat(64)}`,
      params: {},
      uses: {},
      requestId: null,
      traceparent: null,
    },
  ],
});
const down = () => new TroupeError("no answer", { code: "STORE_IO", reaction: "retry" });

function open({ begun = true } = {}) {
  const clock = new VirtualClock();
  const feed = new MemoryEventFeed();
  const catalog = new MemoryCatalog();
  const forgotten: string[] = [];
  const outbox = new Outbox({
    feed,
    follower: new CatalogFollower({ feed, catalog, clock }),
    clock,
    observers: [],
    forget: (keys) => void forgotten.push(...keys),
  });
  if (begun) outbox.begin();
  return { clock, feed, catalog, outbox, forgotten };
}

describe("whoever waits until the feed has what was posted", () => {
  it("is not told so while the feed does not take it", async () => {
    const { clock, feed, outbox, forgotten } = open();
    const append = feed.append.bind(feed);
    feed.append = () => Promise.reject(down());
    outbox.post("k1", [created("r1")]);
    await expect(outbox.caughtUp()).rejects.toMatchObject({ code: "STORE_IO" });
    expect(forgotten).toEqual([]);
    feed.append = append;
    await clock.advance(1000);
    await outbox.caughtUp();
    expect(await feed.readRun("r1", 0)).toHaveLength(1);
    expect(forgotten).toEqual(["k1"]);
  });

  it("waits for what was posted while something else was on its way", async () => {
    const { feed, outbox } = open();
    const append = feed.append.bind(feed);
    const flying = Promise.withResolvers<void>();
    feed.append = async (entries) => {
      await flying.promise;
      await append(entries);
    };
    outbox.post("k1", [created("r1")]);
    const first = outbox.caughtUp();
    await Promise.resolve();
    outbox.post("k2", [created("r2")]);
    const second = outbox.caughtUp();
    flying.resolve();
    await first;
    await second;
    expect(await feed.readRun("r2", 0)).toHaveLength(1);
  });

  it("is not kept waiting by an outbox that has stopped", async () => {
    const { feed, outbox } = open();
    feed.append = () => Promise.reject(down());
    outbox.post("k1", [created("r1")]);
    await outbox.stop();
    outbox.post("k2", [created("r2")]);
    await outbox.caughtUp();
  });
});

describe("one that leaves what it has to its successor", () => {
  it("appends nothing more, and tells nobody that the feed has it", async () => {
    const { clock, feed, outbox, forgotten } = open();
    const append = feed.append.bind(feed);
    const flying = Promise.withResolvers<void>();
    feed.append = async (entries) => {
      await flying.promise;
      await append(entries);
    };
    outbox.post("k1", [created("r1")]);
    const first = outbox.caughtUp();
    await Promise.resolve();
    outbox.post("k2", [created("r2")]);
    const second = outbox.caughtUp();
    outbox.leave();
    flying.resolve();
    await first;
    await expect(second).rejects.toMatchObject({ code: "NOT_LEADER" });
    await clock.advance(60_000);
    expect(await feed.readRun("r2", 0)).toHaveLength(0);
    expect(forgotten).toEqual(["k1"]);
  });
});

describe("a catalog that did not take some entries", () => {
  it("gets them before any later ones", async () => {
    const { catalog, outbox } = open();
    const index = catalog.index.bind(catalog);
    catalog.index = () => Promise.reject(down());
    outbox.post("k1", [created("r1")]);
    await expect(outbox.caughtUp()).rejects.toMatchObject({ code: "STORE_IO" });
    catalog.index = index;
    outbox.post("k2", [created("r2")]);
    await outbox.caughtUp();
    expect((await catalog.runs({ limit: 10 })).map(({ runId }) => runId).sort()).toEqual(["r1", "r2"]);
  });
});

describe("what an earlier term left behind", () => {
  const left = async (keys: readonly string[]): Promise<MemoryStateStore> => {
    const store = new MemoryStateStore();
    const puts = keys.map((key, index) => ({ key: `outbox/${key}`, value: encode([created(`r${index}`)]) }));
    await store.commit({ term: store.beginTerm(), previous: 0, marker: 1, puts, deletes: [] });
    return store;
  };

  it("is in the feed and in the catalog before anything of this term", async () => {
    const { feed, catalog, outbox, forgotten } = open({ begun: false });
    await outbox.recover(await left(["1", "2"]));
    outbox.post("outbox/3", [created("r2")]);
    outbox.begin();
    await outbox.caughtUp();
    expect((await feed.readAll(null, 10)).map(({ runId }) => runId)).toEqual(["r0", "r1", "r2"]);
    expect(await catalog.run("r1")).toBeDefined();
    expect(forgotten).toEqual(["outbox/1", "outbox/2", "outbox/3"]);
  });

  it("is not carried before everything is ready for it, and whoever needs it waits for that", async () => {
    const { clock, feed, outbox } = open({ begun: false });
    await outbox.recover(await left(["1"]));
    const caughtUp = outbox.caughtUp();
    await clock.advance(60_000);
    expect(await feed.readRun("r0", 0)).toHaveLength(0);
    outbox.begin();
    await caughtUp;
    expect(await feed.readRun("r0", 0)).toHaveLength(1);
  });

  it("is left to the next term by one that ends before it has begun", async () => {
    const { feed, outbox, forgotten } = open({ begun: false });
    await outbox.recover(await left(["1"]));
    const caughtUp = outbox.caughtUp();
    await outbox.stop();
    await expect(caughtUp).rejects.toMatchObject({ code: "NOT_LEADER" });
    expect(await feed.readRun("r0", 0)).toHaveLength(0);
    expect(forgotten).toEqual([]);
  });

  it("keeps nobody from leading while the feed is away, and comes there when it is back, in order", async () => {
    const { clock, feed, outbox, forgotten } = open();
    const append = feed.append.bind(feed);
    feed.append = () => Promise.reject(down());
    await outbox.recover(await left(["1"]));
    expect(forgotten).toEqual([]);
    outbox.post("outbox/2", [created("r1")]);
    feed.append = append;
    await clock.advance(1000);
    expect(forgotten).toEqual(["outbox/1", "outbox/2"]);
    expect((await feed.readAll(null, 10)).map(({ runId }) => runId)).toEqual(["r0", "r1"]);
  });
});
