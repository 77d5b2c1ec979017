import { describe, expect, test } from "vitest";
import { MemoryArchive } from "../adapters/memory/archive.ts";
import type { StoredMetric } from "../ports/telemetry-store.ts";
import { putText } from "./archive-text.ts";
import { putPoints, readPoints } from "./sealed-points.ts";

const point = (cursor: number, over: Partial<StoredMetric> = {}): StoredMetric => ({
  runId: "r",
  task: "train",
  attempt: 1,
  sequence: cursor,
  name: "loss",
  step: cursor,
  value: 1 / cursor,
  at: 1000 + cursor,
  cursor,
  ...over,
});

async function* paged(points: readonly StoredMetric[], size: number): AsyncGenerator<readonly StoredMetric[]> {
  for (let at = 0; at < points.length; at += size) yield points.slice(at, at + size);
}

async function slices(archive: MemoryArchive, digest: Parameters<typeof readPoints>[1]) {
  const read: (readonly StoredMetric[])[] = [];
  for await (const slice of readPoints(archive, digest)) read.push(slice);
  return read;
}

describe("points in the archive", () => {
  test("come back as they were, in slices, and leave others their turn", async () => {
    const archive = new MemoryArchive();
    const points = Array.from({ length: 20_000 }, (_, at) => point(at + 1));
    const digest = await putPoints(archive, paged(points, 700));
    if (digest === null) throw new Error("nothing was stored");
    let turns = 0;
    let isReading = true;
    const turn = (): void => {
      turns++;
      if (isReading) setImmediate(turn);
    };
    setImmediate(turn);
    const read = await slices(archive, digest);
    isReading = false;
    expect(read.flat()).toEqual(points);
    expect(Math.max(...read.map(({ length }) => length))).toBeLessThan(4000);
    expect(turns).toBeGreaterThanOrEqual(read.length - 1);
  });

  test("are the list that they always were, whatever pages they came in", async () => {
    const archive = new MemoryArchive();
    const points = [
      point(1),
      point(2, { value: Number.NaN }),
      point(3, { value: Number.NEGATIVE_INFINITY, step: null }),
    ];
    const list = [points[0], { ...points[1], value: "NaN" }, { ...points[2], value: "-Infinity" }];
    const digest = await putPoints(archive, paged(points, 2));
    expect(digest).toBe(await putText(archive, JSON.stringify(list)));
    expect(digest === null ? [] : (await slices(archive, digest)).flat()).toEqual(points);
  });

  test("of names that look like the seam between two of them are not torn", async () => {
    const archive = new MemoryArchive();
    const names = ["x},{", '},{"runId":', '"},{"', "épochs ✓", `${"},{".repeat(50_000)}`];
    const points = Array.from({ length: 3000 }, (_, at) =>
      point(at + 1, { name: names[at % 4] ?? "", task: at === 1500 ? (names[4] ?? "") : "train" }),
    );
    const digest = await putPoints(archive, paged(points, 1000));
    expect(digest === null ? [] : (await slices(archive, digest)).flat()).toEqual(points);
  });

  test("of a run that measured nothing are no object", async () => {
    expect(await putPoints(new MemoryArchive(), paged([], 1))).toBeNull();
  });
});
