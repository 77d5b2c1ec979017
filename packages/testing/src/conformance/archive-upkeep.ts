/** What every archive must do that is collected. */
import assert from "node:assert/strict";
import type { Digest } from "@troupe/core";
import type { Archive, ArchiveUpkeep } from "@troupe/engine";
import { bytesOf, type Subject, type TestRunner, testWith, textOf } from "./suite.ts";

export interface ArchiveUpkeepSubject extends Subject {
  readonly archive: Archive & ArchiveUpkeep;
}

/** Later than anything that was touched. */
const whatever = Number.MAX_SAFE_INTEGER;

export function archiveUpkeepConformance(
  runner: TestRunner,
  name: string,
  open: () => Promise<ArchiveUpkeepSubject>,
): void {
  runner.describe(`${name} conforms to ArchiveUpkeep`, () => {
    const test = testWith(runner, open);

    test("lists objects in pages, in order, with when they were touched", async ({ archive }) => {
      const digests = await putAll(archive, ["a", "b", "c", "d", "e"]);
      const first = await archive.objects({ limit: 2 });
      const second = await archive.objects({ after: lastOf(first), limit: 2 });
      const third = await archive.objects({ after: lastOf(second), limit: 2 });
      const found = [...first, ...second, ...third];
      assert.deepEqual(
        found.map(({ digest }) => digest),
        digests.toSorted(),
      );
      for (const { touchedAt } of found) assert.ok(Math.abs(Date.now() - touchedAt) < 3_600_000);
      assert.deepEqual(await archive.objects({ after: lastOf(third) }), []);
    });

    test("retires what nobody has touched since, and nothing else", async ({ archive }) => {
      const { digest } = await archive.put(bytesOf("x"));
      assert.equal(await archive.retire(digest, 0), false);
      assert.equal(await archive.retire(digest, Date.now() - 3_600_000), false);
      assert.deepEqual(await archive.retired(), []);
      assert.equal(await archive.retire(digest, whatever), true);
      assert.equal(await archive.retire(digest, whatever), false);
      assert.deepEqual(await archive.objects(), []);
      assert.deepEqual(
        (await archive.retired()).map((entry) => entry.digest),
        [digest],
      );
    });

    test("brings back whatever is asked for", async ({ archive }) => {
      const asks: readonly ((digest: Digest) => Promise<unknown>)[] = [
        (digest) => archive.stat(digest),
        (digest) => archive.touch(digest),
        async (digest) => assert.equal(await readText(archive, digest), "x"),
        () => archive.put(bytesOf("x")),
        (digest) => archive.restore(digest),
      ];
      const { digest } = await archive.put(bytesOf("x"));
      for (const ask of asks) {
        assert.equal(await archive.retire(digest, whatever), true);
        await ask(digest);
        assert.deepEqual(
          (await archive.objects()).map((entry) => entry.digest),
          [digest],
        );
      }
      assert.equal(await readText(archive, digest), "x");
    });

    test("removes what is retired, and nothing else", async ({ archive }) => {
      const [gone, kept] = await putAll(archive, ["gone", "kept"]);
      assert.ok(gone !== undefined && kept !== undefined);
      await archive.retire(gone, whatever);
      await archive.remove(gone);
      await archive.remove(gone);
      await archive.remove(kept);
      await archive.restore(gone);
      assert.deepEqual(await archive.retired(), []);
      assert.equal(await archive.stat(gone), undefined);
      assert.equal(await archive.touch(gone), undefined);
      assert.equal(await readText(archive, kept), "kept");
    });
  });
}

async function putAll(archive: Archive, texts: readonly string[]): Promise<Digest[]> {
  return Promise.all(texts.map(async (text) => (await archive.put(bytesOf(text))).digest));
}

function lastOf(page: readonly { readonly digest: Digest }[]): Digest {
  const last = page.at(-1);
  assert.ok(last !== undefined);
  return last.digest;
}

async function readText(archive: Archive, digest: Digest): Promise<string | undefined> {
  const pieces: Uint8Array[] = [];
  for await (const piece of archive.read(digest)) pieces.push(piece);
  return textOf(Buffer.concat(pieces));
}
