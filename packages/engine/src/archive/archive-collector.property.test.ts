/**
 * Random interleavings of writers and a collector that may be held at any step. What must hold after each of them: what
 * is referred to, or may still be by whoever put it, is in the archive. And at the end: what is not, is gone.
 */
import type { Digest } from "@troupe/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryArchive, MemoryArchiveDisk } from "../adapters/memory/archive.ts";
import { encode } from "../codec.ts";
import { silentLog } from "../options.ts";
import type { StateEntry } from "../ports/state-store.ts";
import { ArchiveCollector } from "./archive-collector.ts";
import { graceMs } from "./collection-rules.ts";

const hourMs = 60 * 60 * 1000;
/** Few, so that deeds meet. */
const contents = 2;
const places = 2;

/** Retires as a store does that has no conditions: it looks, may be held for long, and moves. */
class HeldArchive extends MemoryArchive {
  readonly #disk: MemoryArchiveDisk;
  readonly #gate: () => Promise<void>;

  constructor(disk: MemoryArchiveDisk, now: () => number, gate: () => Promise<void>) {
    super(disk, now);
    this.#disk = disk;
    this.#gate = gate;
  }

  override async retire(digest: Digest, since: number): Promise<boolean> {
    if ((this.#disk.touched.get(digest) ?? 0) >= since || !this.#disk.objects.has(digest)) return false;
    await this.#gate();
    return super.retire(digest, Number.MAX_SAFE_INTEGER);
  }
}

class World {
  now = 1_000 * hourMs;
  readonly disk = new MemoryArchiveDisk();
  readonly archive = new MemoryArchive(this.disk, () => this.now);
  /** What writers hold and have not referred to yet, and until when they may. */
  readonly held = new Map<Digest, number>();
  readonly records = new Map<string, Digest>();
  #gate = Promise.withResolvers<void>();
  #isHeld = false;
  #slice: Promise<unknown> = Promise.resolve();
  readonly #collector: ArchiveCollector;

  constructor() {
    const upkeep = new HeldArchive(
      this.disk,
      () => this.now,
      async () => {
        this.#isHeld = true;
        await this.#gate.promise;
        this.#isHeld = false;
      },
    );
    const store = { scan: async (_: string, { after = "" } = {}) => this.#entries(after) };
    this.#collector = new ArchiveCollector({
      archive: this.archive,
      upkeep,
      store,
      clock: { now: () => this.now },
      log: silentLog,
    });
  }

  /** Goes on until it is held in the middle of a retirement, or has made its steps. */
  async collect(steps: number): Promise<void> {
    if (!this.#isHeld) this.#slice = this.#collector.slice(new AbortController().signal, steps);
    let isOver = false;
    void this.#slice.then(() => {
      isOver = true;
    });
    while (!isOver && !this.#isHeld) await new Promise((resolve) => setImmediate(resolve));
  }

  async letGo(): Promise<void> {
    this.#gate.resolve();
    await this.#slice;
    this.#gate = Promise.withResolvers();
  }

  async put(content: number): Promise<void> {
    const { digest } = await this.archive.put(Buffer.from(`content ${content}`));
    this.held.set(digest, this.now + graceMs - hourMs);
  }

  async touch(digest: Digest): Promise<void> {
    if ((await this.archive.touch(digest)) !== undefined) this.held.set(digest, this.now + graceMs - hourMs);
  }

  /** Of what is held and not too old to be referred to. */
  pick(index: number): Digest | undefined {
    const usable = [...this.held].filter(([, until]) => until > this.now);
    return usable[index % Math.max(1, usable.length)]?.[0];
  }

  async lost(): Promise<readonly Digest[]> {
    const names = await this.archive.names("");
    const named = await Promise.all(names.map((name) => this.archive.resolve(name)));
    const held = [...this.held].filter(([, until]) => until > this.now).map(([digest]) => digest);
    const referred = [...named, ...this.records.values(), ...held].filter((digest) => digest !== undefined);
    return referred.filter((digest) => !this.disk.objects.has(digest) && !this.disk.retired.has(digest));
  }

  #entries(after: string): readonly StateEntry[] {
    const keys = [...this.records.keys()].filter((key) => key > after).sort();
    return keys.slice(0, 2).map((key) => ({ key, value: encode({ digest: this.records.get(key) }) }));
  }
}

interface Deed {
  do(world: World): Promise<unknown>;
}

const index = fc.nat({ max: 20 });
const content = fc.nat({ max: contents - 1 });
const place = fc.nat({ max: places - 1 });

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  content.map((n) => ({ do: (world: World) => world.put(n) })),
  fc.tuple(place, index).map(([to, n]) => ({
    do: async (world: World) => {
      const digest = world.pick(n);
      if (digest !== undefined) await world.archive.link(`x/${to}`, digest);
    },
  })),
  fc.tuple(place, index).map(([to, n]) => ({
    do: async (world: World) => {
      const digest = world.pick(n);
      if (digest !== undefined) world.records.set(`records/${to}`, digest);
    },
  })),
  place.map((n) => ({ do: (world: World) => world.archive.unlink(`x/${n}`) })),
  place.map((n) => ({ do: async (world: World) => world.records.delete(`records/${n}`) })),
  // As sealing does: to a name, and only then out of the records; nothing is touched.
  fc.tuple(place, place).map(([from, to]) => ({
    do: async (world: World) => {
      const digest = world.records.get(`records/${from}`);
      if (digest === undefined) return;
      await world.archive.link(`x/${to}`, digest);
      world.records.delete(`records/${from}`);
    },
  })),
  // As whoever refers anew to what is there.
  place.map((n) => ({
    do: async (world: World) => {
      const digest = await world.archive.resolve(`x/${n}`);
      if (digest !== undefined) await world.touch(digest);
    },
  })),
  fc.constantFrom(1, 10, 25, 50).map((hours) => ({
    do: async (world: World) => {
      world.now += hours * hourMs;
    },
  })),
  fc.constantFrom(1, 3, 40).map((steps) => ({ do: (world: World) => world.collect(steps) })),
  fc.constant({ do: (world: World) => world.letGo() }),
);

describe("collecting an archive", () => {
  it("never takes what is referred to, and takes all that is not", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deeds, { minLength: 20, maxLength: 120 }), async (story) => {
        const world = new World();
        for (const deed of story) {
          await deed.do(world);
          expect(await world.lost()).toEqual([]);
        }
        for (let round = 0; round < 6; round += 1) {
          world.now += 2 * graceMs;
          await world.collect(1000);
          await world.letGo();
          expect(await world.lost()).toEqual([]);
        }
        for (const name of await world.archive.names("")) await world.archive.unlink(name);
        world.records.clear();
        for (let round = 0; round < 6; round += 1) {
          world.now += 2 * graceMs;
          for (let held = 0; held <= contents; held += 1) {
            await world.collect(1000);
            await world.letGo();
          }
        }
        expect([...world.disk.objects.keys(), ...world.disk.retired.keys()]).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
