/** What every Archive must do. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Digest } from "@troupe/core";
import type { Archive } from "@troupe/engine";
import { bytesOf, type Subject, type TestRunner, testWith, textOf, troupeError } from "./suite.ts";

export interface ArchiveSubject extends Subject {
  readonly archive: Archive;
  /** Puts other bytes in place of an object's, behind the archive's back. */
  tamper(digest: Digest, bytes: Uint8Array): Promise<void>;
  /** Opens what the archive left behind. */
  reopen(): Promise<Archive>;
}

type OpenArchive = () => Promise<ArchiveSubject>;

export function archiveConformance(runner: TestRunner, name: string, open: OpenArchive): void {
  runner.describe(`${name} conforms to Archive`, () => {
    stores(runner, open);
    reads(runner, open);
    names(runner, open);
    refusals(runner, open);
  });
}

function stores(runner: TestRunner, open: OpenArchive): void {
  const test = testWith(runner, open);

  test("stores bytes by their SHA-256", async ({ archive, reopen }) => {
    const stored = await archive.put(bytesOf("hello"));
    assert.deepEqual(stored, { digest: digestOf(bytesOf("hello")), size: 5 });
    assert.deepEqual(await archive.stat(stored.digest), stored);
    assert.equal(await readText(await reopen(), stored.digest), "hello");
  });

  test("stores a stream of pieces, and nothing at all", async ({ archive }) => {
    const streamed = await archive.put(pieces("one ", "", "two ", "three"));
    assert.equal(await readText(archive, streamed.digest), "one two three");
    assert.equal(streamed.size, 13);
    const empty = await archive.put(pieces());
    assert.deepEqual(await archive.stat(empty.digest), { digest: digestOf(new Uint8Array()), size: 0 });
    assert.equal(await readText(archive, empty.digest), "");
  });

  test("stores a long stream, with its digest known before or not", async ({ archive }) => {
    const pieceOf = (index: number) => new Uint8Array(1_500_000).fill(index);
    async function* long(): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < 12; index += 1) yield pieceOf(index);
    }
    const hash = createHash("sha256");
    for await (const piece of long()) hash.update(piece);
    const digest: Digest = `sha256:${hash.digest("hex")}`;
    assert.deepEqual(await archive.put(long()), { digest, size: 18_000_000 });
    assert.deepEqual(await archive.put(long(), digest), { digest, size: 18_000_000 });
    assert.deepEqual(await archive.stat(digest), { digest, size: 18_000_000 });
    assert.equal(digestOf(await collect(archive.read(digest))), digest);
  });

  test("takes the same bytes any number of times, also at once", async ({ archive }) => {
    const answers = await Promise.all([
      archive.put(bytesOf("same")),
      archive.put(pieces("sa", "me")),
      archive.put(bytesOf("same"), digestOf(bytesOf("same"))),
    ]);
    assert.equal(new Set(answers.map(({ digest }) => digest)).size, 1);
    assert.equal(await readText(archive, digestOf(bytesOf("same"))), "same");
  });

  test("stores nothing when the digest is not the expected one", async ({ archive }) => {
    const expected = digestOf(bytesOf("expected"));
    const actual = digestOf(bytesOf("other"));
    const mismatch = troupeError("DIGEST_MISMATCH", "reject");
    await assert.rejects(archive.put(bytesOf("other"), expected), mismatch);
    await assert.rejects(archive.put(pieces("oth", "er"), expected), mismatch);
    assert.equal(await archive.stat(expected), undefined);
    assert.equal(await archive.stat(actual), undefined);
    await archive.put(bytesOf("expected"));
    await assert.rejects(archive.put(pieces("oth", "er"), expected), mismatch);
  });

  test("stores nothing of a stream that breaks", async ({ archive }) => {
    const broken = new Error("the sender went away");
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield bytesOf("half");
      throw broken;
    }
    await assert.rejects(archive.put(breaking()), broken);
    assert.equal(await archive.stat(digestOf(bytesOf("half"))), undefined);
  });

  test("copies what it takes", async ({ archive }) => {
    const bytes = bytesOf("before");
    const { digest } = await archive.put(bytes);
    bytes.fill(0);
    assert.equal(await readText(archive, digest), "before");
  });
}

function reads(runner: TestRunner, open: OpenArchive): void {
  const test = testWith(runner, open);

  test("reads from an offset", async ({ archive }) => {
    const { digest } = await archive.put(bytesOf("0123456789"));
    assert.equal(await readText(archive, digest, 7), "789");
    assert.equal(await readText(archive, digest, 10), "");
    assert.equal(await readText(archive, digest, 11), "");
  });

  test("gives large objects back in pieces", async ({ archive }) => {
    const large = Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 31) % 251);
    const { digest } = await archive.put(large);
    let count = 0;
    const hash = createHash("sha256");
    for await (const piece of archive.read(digest)) {
      count += 1;
      hash.update(piece);
    }
    assert.equal(`sha256:${hash.digest("hex")}`, digest);
    assert.ok(count > 1);
    assert.equal((await collect(archive.read(digest, 2_999_999))).length, 1);
  });

  test("says NOT_FOUND before the first byte", async ({ archive }) => {
    const absent = digestOf(bytesOf("absent"));
    assert.equal(await archive.stat(absent), undefined);
    await assert.rejects(collect(archive.read(absent)), troupeError("NOT_FOUND", "reject"));
    await assert.rejects(collect(archive.read(absent, 5)), troupeError("NOT_FOUND", "reject"));
  });

  test("ends a whole read of changed bytes with DATA_LOSS", async ({ archive, tamper }) => {
    const { digest } = await archive.put(bytesOf("good bytes"));
    await tamper(digest, bytesOf("evil bytes"));
    await assert.rejects(collect(archive.read(digest)), troupeError("DATA_LOSS", "reject"));
    await tamper(digest, bytesOf("good"));
    await assert.rejects(collect(archive.read(digest)), troupeError("DATA_LOSS", "reject"));
  });

  test("is whole again once the right bytes are stored anew", async ({ archive, tamper }) => {
    const { digest } = await archive.put(bytesOf("good bytes"));
    await tamper(digest, bytesOf("good"));
    await archive.put(bytesOf("good bytes"));
    assert.equal(await readText(archive, digest), "good bytes");
  });
}

function names(runner: TestRunner, open: OpenArchive): void {
  const test = testWith(runner, open);

  test("points names to objects, and to others later", async ({ archive, reopen }) => {
    const one = digestOf(bytesOf("one"));
    const two = digestOf(bytesOf("two"));
    assert.equal(await archive.resolve("runs/a"), undefined);
    await archive.link("runs/a", one);
    assert.equal(await archive.resolve("runs/a"), one);
    await archive.link("runs/a", two);
    assert.equal(await (await reopen()).resolve("runs/a"), two);
    assert.deepEqual(await archive.names(""), ["runs/a"]);
  });

  test("takes a name away and leaves its object and its neighbours", async ({ archive, reopen }) => {
    const { digest } = await archive.put(bytesOf("x"));
    for (const name of ["feed/1", "feed/1/2", "feed/2"]) await archive.link(name, digest);
    await archive.unlink("feed/1");
    await archive.unlink("feed/1");
    await archive.unlink("never/there");
    assert.equal(await archive.resolve("feed/1"), undefined);
    assert.deepEqual(await (await reopen()).names(""), ["feed/1/2", "feed/2"]);
    assert.deepEqual(await archive.stat(digest), { digest, size: 1 });
    await archive.link("feed/1", digest);
    assert.deepEqual(await archive.names("feed/1"), ["feed/1", "feed/1/2"]);
  });

  test("replaces a name in one step, so that readers see the old or the new", async ({ archive }) => {
    const digests = ["a", "b", "c", "d"].map((text) => digestOf(bytesOf(text)));
    await archive.link("current", digests[0] ?? digestOf(bytesOf("")));
    const writes = Promise.all(digests.map((digest) => archive.link("current", digest)));
    const seen = await Promise.all(Array.from({ length: 20 }, () => archive.resolve("current")));
    await writes;
    for (const digest of seen) assert.ok(digest !== undefined && digests.includes(digest));
  });

  test("lists names with a prefix in order, in pages", async ({ archive }) => {
    const digest = digestOf(bytesOf("x"));
    const all = [
      "a",
      "a-b",
      "a/b",
      "a/b/c",
      "a/c[0]",
      "a0",
      "b/a",
      "logs/r1/train[0]/1/stdout",
      "logs/r1/train/1/stdout",
    ];
    for (const name of all) await archive.link(name, digest);
    assert.deepEqual(await archive.names(""), all.toSorted());
    assert.deepEqual(await archive.names("a/"), ["a/b", "a/b/c", "a/c[0]"]);
    assert.deepEqual(await archive.names("a"), ["a", "a-b", "a/b", "a/b/c", "a/c[0]", "a0"]);
    assert.deepEqual(await archive.names("a", { after: "a-b", limit: 2 }), ["a/b", "a/b/c"]);
    assert.deepEqual(await archive.names("a", { after: "a/b", limit: 2 }), ["a/b/c", "a/c[0]"]);
    assert.deepEqual(await archive.names("a", { after: "a0" }), []);
    assert.deepEqual(await archive.names("logs/r1/train["), ["logs/r1/train[0]/1/stdout"]);
    assert.deepEqual(await archive.names("nothing/here"), []);
  });
}

function refusals(runner: TestRunner, open: OpenArchive): void {
  const test = testWith(runner, open);

  test("refuses names that could climb out or hide", async ({ archive }) => {
    const digest = digestOf(bytesOf("x"));
    const evil = [
      "",
      "..",
      "../x",
      "a/../b",
      "a//b",
      "/a",
      "a/",
      "a\\b",
      "a\0b",
      "a/.hidden",
      "é",
      "a b",
      "a%2e",
      "a\n",
    ];
    for (const name of [...evil, "x".repeat(600)]) {
      await assert.rejects(archive.link(name, digest), troupeError("INVALID_NAME", "reject"), JSON.stringify(name));
      await assert.rejects(archive.resolve(name), troupeError("INVALID_NAME", "reject"));
      await assert.rejects(archive.unlink(name), troupeError("INVALID_NAME", "reject"));
    }
    assert.deepEqual(await archive.names("../"), []);
    assert.deepEqual(await archive.names(""), []);
  });

  test("refuses digests that are none", async ({ archive }) => {
    const evil = `sha256:${"../".repeat(20)}etc/passwd` as Digest;
    const refused = troupeError("INVALID_DIGEST", "reject");
    await assert.rejects(archive.stat(evil), refused);
    await assert.rejects(collect(archive.read(evil)), refused);
    await assert.rejects(archive.link("a", evil), refused);
    await assert.rejects(archive.put(bytesOf("x"), evil), refused);
  });
}

function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield bytesOf(text);
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const found: Uint8Array[] = [];
  for await (const piece of stream) found.push(piece);
  return Buffer.concat(found);
}

async function readText(archive: Archive, digest: Digest, offset = 0): Promise<string | undefined> {
  return textOf(await collect(archive.read(digest, offset)));
}
