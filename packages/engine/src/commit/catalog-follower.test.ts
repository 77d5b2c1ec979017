import { type RunEventBody, TroupeError } from "@troupe/core";
import { describe, expect, it } from "vitest";
import { MemoryArchive } from "../adapters/memory/archive.ts";
import { MemoryCatalog } from "../adapters/memory/catalog.ts";
import { MemoryEventFeed } from "../adapters/memory/event-feed.ts";
import { VirtualClock } from "../adapters/memory/virtual-clock.ts";
import type { EventFeed, FeedEntry, PositionedEntry } from "../ports/event-feed.ts";
import { putText } from "../sealing/archive-text.ts";
import { sealedName } from "../sealing/manifest.ts";
import { CatalogFollower } from "./catalog-follower.ts";

const version = `sha256:${"0".repeat(64)}` as const;

function open(feed: EventFeed = new MemoryEventFeed()) {
  const clock = new VirtualClock();
  const catalog = new MemoryCatalog();
  const archive = new MemoryArchive();
  const troubles: unknown[] = [];
  const follower = new CatalogFollower({ feed, catalog, clock, archive, onTrouble: (error) => troubles.push(error) });
  const runs = async () => (await catalog.runs({ limit: 20_000 })).map(({ runId, status }) => `${runId} ${status}`);
  return { clock, catalog, archive, feed, follower, troubles, runs };
}

describe("a catalog that follows the feed", () => {
  it("takes what was in the feed before it takes what is told", async () => {
    const feed = new MemoryEventFeed();
    await feed.append([created("a")]);
    const { follower, runs } = open(feed);
    await feed.append([created("b")]);
    await follower.caughtUp();
    expect(await runs()).toEqual(["b running", "a running"]);
  });

  it("is brought up to date without being asked", async () => {
    const { feed, follower, catalog, runs } = open();
    const taken = Promise.withResolvers<void>();
    const index = catalog.index.bind(catalog);
    catalog.index = async (entries) => {
      await index(entries);
      if (entries.some(({ runId }) => runId === "b")) taken.resolve();
    };
    await feed.append([created("a")]);
    await follower.caughtUp();
    await feed.append([created("b")]);
    await taken.promise;
    expect(await runs()).toEqual(["b running", "a running"]);
  });

  it("is tried again after a failure, and has everything then", async () => {
    const { clock, feed, follower, catalog, troubles, runs } = open();
    await follower.caughtUp();
    const index = catalog.index.bind(catalog);
    catalog.index = () => Promise.reject(new TroupeError("no answer", { code: "CATALOG_DOWN", reaction: "retry" }));
    await feed.append([created("a")]);
    await expect(follower.caughtUp()).rejects.toMatchObject({ code: "CATALOG_DOWN" });
    expect(troubles.length).toBeGreaterThan(0);
    catalog.index = index;
    await feed.append([created("b")]);
    await clock.advance(1000);
    await follower.caughtUp();
    expect(await runs()).toEqual(["b running", "a running"]);
  });

  it("says so if it does not take what the feed has", async () => {
    const { feed, follower, catalog } = open();
    catalog.index = async () => {};
    await feed.append([created("a")]);
    await expect(follower.caughtUp()).rejects.toMatchObject({ code: "CATALOG_STUCK" });
  });

  it("reads from the feed what is too much to keep in memory", async () => {
    const { feed, follower, catalog } = open();
    await follower.caughtUp();
    const held = Promise.withResolvers<void>();
    const index = catalog.index.bind(catalog);
    let largest = 0;
    catalog.index = async (entries) => {
      await held.promise;
      largest = Math.max(largest, entries.length);
      await index(entries);
    };
    for (let run = 0; run < 15_000; run += 500)
      await feed.append(Array.from({ length: 500 }, (_, place) => created(`r${run + place}`)));
    held.resolve();
    await follower.caughtUp();
    expect(await catalog.runs({ limit: 20_000 })).toHaveLength(15_000);
    expect(largest).toBeLessThanOrEqual(10_000);
  });
});

describe("a feed that was lost and made again", () => {
  it("is read from its beginning, also by a catalog that was far ahead", async () => {
    const feeds = [new MemoryEventFeed(), new MemoryEventFeed()] as const;
    const feed = new SwitchedFeed(feeds[0]);
    const { follower, runs } = open(feed);
    await feed.append([
      created("a"),
      created("b"),
      created("c"),
      entry("b", 2, { type: "RunSucceeded", outputs: null }),
    ]);
    await follower.caughtUp();
    await feeds[1].append([created("a"), created("c")]);
    feed.switchTo(feeds[1]);
    await feed.append([created("d")]);
    await follower.caughtUp();
    await feed.append([entry("a", 2, { type: "RunCancelled", reason: "enough" })]);
    await follower.caughtUp();
    expect(await runs()).toEqual(["d running", "c running", "b succeeded", "a cancelled"]);
  });
});

describe("a run that was sealed while the catalog was behind", () => {
  it("is taken over from the archive: one that it knew, and one that it never heard of", async () => {
    const { archive, catalog, feed, runs, follower, clock } = open();
    await feed.append([created("r1"), created("r2"), entry("r1", 2, { type: "RunSucceeded", outputs: null })]);
    await follower.caughtUp();
    await follower.stop();
    await feed.append([created("r3"), created("r4")]);
    for (const runId of ["r2", "r3"]) {
      await seal(archive, runId);
      await feed.dropRun(runId);
    }
    await new CatalogFollower({ feed, catalog, clock, archive }).caughtUp();
    expect(await runs()).toEqual(["r4 running", "r3 succeeded", "r2 succeeded", "r1 succeeded"]);
  });

  it("is there in a new catalog", async () => {
    const { archive, feed, follower, runs } = open();
    await seal(archive, "r1");
    await feed.append([created("r2")]);
    await follower.caughtUp();
    expect(await runs()).toEqual(["r2 running", "r1 succeeded"]);
  });
});

/** A feed that another one takes the place of. */
class SwitchedFeed implements EventFeed {
  readonly #told = new Set<(entries: readonly PositionedEntry[]) => void>();
  #feed: EventFeed;

  constructor(feed: EventFeed) {
    this.#feed = feed;
    this.switchTo(feed);
  }

  switchTo(feed: EventFeed): void {
    this.#feed = feed;
    feed.subscribe((entries) => {
      for (const tell of this.#told) tell(entries);
    });
  }

  append = (entries: readonly FeedEntry[]) => this.#feed.append(entries);
  readRun: EventFeed["readRun"] = (...query) => this.#feed.readRun(...query);
  readAll: EventFeed["readAll"] = (...query) => this.#feed.readAll(...query);
  dropRun = (runId: string) => this.#feed.dropRun(runId);
  close = () => this.#feed.close();

  subscribe(tell: (entries: readonly PositionedEntry[]) => void): () => void {
    this.#told.add(tell);
    return () => this.#told.delete(tell);
  }
}

async function seal(archive: MemoryArchive, runId: string): Promise<void> {
  const { events } = entry(runId, 1, createdBody(runId), { type: "RunSucceeded", outputs: null });
  const manifest = {
    ...{ format: 1, header: { runId, pipeline: "p" }, tasks: [], controls: [], logs: [] },
    events: await putText(archive, JSON.stringify(events)),
  };
  await archive.link(sealedName(runId), await putText(archive, JSON.stringify(manifest)));
}

function created(runId: string): FeedEntry {
  return entry(runId, 1, createdBody(runId));
}

function entry(runId: string, first: number, ...bodies: readonly RunEventBody[]): FeedEntry {
  return { runId, pipeline: "p", first, events: bodies.map((body, index) => ({ ...body, at: first + index })) };
}

function createdBody(runId: string): RunEventBody {
  const none = { params: {}, uses: {}, requestId: null, traceparent: null };
  return { type: "RunCreated", runId, pipeline: "p", version, ...none };
}
