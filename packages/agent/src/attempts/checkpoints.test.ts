import { VirtualClock } from "@troupe/engine/adapters";
import { expect, test } from "vitest";
import { Checkpoints } from "./checkpoints.ts";
import type { KeptFile } from "./kept-files.ts";

const digestOf = (name: string) => `sha256:${name.padStart(64, "0")}` as const;

/** Files are kept at once; each comes to the archive when the test says so. */
function opened() {
  const clock = new VirtualClock();
  const uploads = new Map<string, PromiseWithResolvers<boolean>>();
  const told: (number | null | undefined)[] = [];
  const keep = async (path: string): Promise<KeptFile> => {
    const upload = Promise.withResolvers<boolean>();
    uploads.set(path, upload);
    return { digest: digestOf(path.replaceAll(/\D/g, "")), size: 1, path, isDurable: upload.promise };
  };
  const checkpoints: Checkpoints = new Checkpoints({
    files: { keep, keepAgain: (digest) => keep(`again-${digest.slice(-1)}.pt`) },
    clock,
    onLatest: () => told.push(checkpoints.latest?.step),
  });
  const upload = async (path: string, isDurable = true): Promise<void> => {
    uploads.get(path)?.resolve(isDurable);
    await clock.advance(0);
  };
  return { clock, told, checkpoints, upload };
}

const at = (step: number) => ({ path: `/work/${step}.pt`, step, kind: null });

test("one is told of when it is in the archive, by its digest and the suffix of its name", async () => {
  const { told, checkpoints, upload } = opened();
  expect(await checkpoints.keep(at(1))).toEqual({ digest: digestOf("1"), size: 1 });
  expect(told).toEqual([]);
  await upload("/work/1.pt");
  expect(told).toEqual([1]);
  expect(checkpoints.latest).toEqual({ kind: "pt", digest: digestOf("1"), size: 1, step: 1 });
});

test("an earlier one that arrives late does not count, nor does one that never arrives", async () => {
  const { checkpoints, upload } = opened();
  for (const step of [1, 2, 3]) await checkpoints.keep(at(step));
  await upload("/work/2.pt");
  await upload("/work/1.pt");
  await upload("/work/3.pt", false);
  expect(checkpoints.latest?.step).toBe(2);
});

test("many a second are told of now and then, and the last one in the end", async () => {
  const { clock, told, checkpoints, upload } = opened();
  for (let step = 1; step <= 20; step += 1) {
    await checkpoints.keep(at(step));
    await upload(`/work/${step}.pt`);
    await clock.advance(500);
  }
  await clock.advance(60_000);
  expect(told.length).toBeLessThanOrEqual(4);
  expect(told[0]).toBe(1);
  expect(told.at(-1)).toBe(20);
});

test("what an earlier agent process has kept is brought to the archive if it is not there", async () => {
  const { checkpoints, upload } = opened();
  await checkpoints.again({ ...at(4), digest: digestOf("4") });
  await checkpoints.again({ ...at(5), digest: "torn" });
  await upload("again-4.pt");
  expect(checkpoints.latest).toMatchObject({ step: 4, kind: "pt" });
});

test("the end of an attempt waits for the last one, and not for ever", async () => {
  const { clock, checkpoints, upload } = opened();
  const isSettled = async (): Promise<boolean> => {
    let isDone = false;
    void checkpoints.settled().then(() => {
      isDone = true;
    });
    await clock.advance(0);
    return isDone;
  };
  expect(await isSettled()).toBe(true);
  await checkpoints.keep(at(1));
  expect(await isSettled()).toBe(false);
  await upload("/work/1.pt");
  expect(await isSettled()).toBe(true);
  await checkpoints.keep(at(2));
  const late = checkpoints.settled();
  await clock.advance(60_000);
  await late;
});
