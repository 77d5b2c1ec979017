import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Digest, TroupeError } from "@troupe/core";
import { SystemClock } from "@troupe/engine/adapters";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RemoteArtifacts } from "../ports/remote-artifacts.ts";
import { ArtifactCache } from "./artifact-cache.ts";

const signal = new AbortController().signal;
const digestOf = (text: string): Digest => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** An archive that breaks off, lies, or waits, as the test says. */
class FakeRemote implements RemoteArtifacts {
  readonly objects = new Map<Digest, string>();
  readonly downloads: { readonly digest: Digest; readonly offset: number }[] = [];
  breakAfter: number[] = [];
  gate: Promise<void> = Promise.resolve();

  put(text: string): Digest {
    this.objects.set(digestOf(text), text);
    return digestOf(text);
  }

  async stat(digest: Digest) {
    const text = this.objects.get(digest);
    return text === undefined ? undefined : { size: text.length };
  }

  async upload(): Promise<void> {}

  async *download(digest: Digest, offset: number) {
    this.downloads.push({ digest, offset });
    await this.gate;
    const text = this.objects.get(digest);
    if (text === undefined) throw new TroupeError("no", { code: "ARTIFACT_NOT_FOUND", reaction: "reject" });
    const limit = this.breakAfter.shift();
    yield Buffer.from(text.slice(offset, limit === undefined ? undefined : offset + limit));
    if (limit !== undefined) throw new TroupeError("gone", { code: "UNAVAILABLE", reaction: "retry" });
  }

  close(): void {}
}

let folder: string;
let remote: FakeRemote;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "troupe-cache-"));
  remote = new FakeRemote();
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (capBytes = 1000) =>
  ArtifactCache.open({
    folder: join(folder, "artifacts"),
    capBytes,
    remote,
    clock: new SystemClock(),
    random: () => 0,
  });

describe("fetching", () => {
  test("gives a read-only file, once, under the name of its kind too", async () => {
    const cache = await open();
    const digest = remote.put("table");
    const [first, second] = await Promise.all([cache.fetch(digest, "csv", signal), cache.fetch(digest, null, signal)]);
    expect(readFileSync(first.path, "utf8")).toBe("table");
    expect(first.path).toBe(`${second.path}.csv`);
    expect(statSync(second.path).mode & 0o777).toBe(0o444);
    expect(remote.downloads).toHaveLength(1);
  });

  test("a kind that is no file name is left out of the path", async () => {
    const { path } = await (await open()).fetch(remote.put("x"), "../../etc", signal);
    expect(path.startsWith(join(folder, "artifacts", "sha256"))).toBe(true);
    expect(path.endsWith("etc")).toBe(false);
  });

  test("goes on where the connection broke", async () => {
    const cache = await open();
    const digest = remote.put("0123456789");
    remote.breakAfter = [4, 3];
    expect(readFileSync((await cache.fetch(digest, null, signal)).path, "utf8")).toBe("0123456789");
    expect(remote.downloads.map(({ offset }) => offset)).toEqual([0, 4, 7]);
  });

  test("goes on where an earlier agent process stopped, and starts over if that part is damaged", async () => {
    const cache = await open();
    const [whole, damaged] = [remote.put("first half, second half"), remote.put("FIRST HALF, SECOND HALF")];
    const partial = (digest: Digest) => join(folder, "artifacts", "partial", digest.slice(7));
    writeFileSync(partial(whole), "first half");
    writeFileSync(partial(damaged), "FIRST HXLF");
    await cache.fetch(whole, null, signal);
    const { path } = await cache.fetch(damaged, null, signal);
    expect(readFileSync(path, "utf8")).toBe("FIRST HALF, SECOND HALF");
    expect(remote.downloads.map(({ offset }) => offset)).toEqual([10, 10, 0]);
  });

  test("bytes that are not what the digest says are refused", async () => {
    const cache = await open();
    const digest = remote.put("true");
    remote.objects.set(digest, "false");
    await expect(cache.fetch(digest, null, signal)).rejects.toMatchObject({ code: "ARTIFACT_CORRUPT" });
    await expect(cache.fetch(digestOf("unknown"), null, signal)).rejects.toMatchObject({ code: "ARTIFACT_NOT_FOUND" });
  });

  test("whoever leaves spares those who wait on", async () => {
    const cache = await open();
    const digest = remote.put("slow");
    const gate = Promise.withResolvers<void>();
    remote.gate = gate.promise;
    const leaver = new AbortController();
    const left = cache.fetch(digest, null, leaver.signal);
    const stays = cache.fetch(digest, null, signal);
    leaver.abort(new Error("not wanted any more"));
    await expect(left).rejects.toThrow("not wanted any more");
    gate.resolve();
    expect(readFileSync((await stays).path, "utf8")).toBe("slow");
    expect(remote.downloads).toHaveLength(1);
  });
});

describe("the cap", () => {
  test("what was used longest ago goes first, what is in use stays", async () => {
    const cache = await open(20);
    const [a, b, c] = ["a", "b", "c"].map((letter) => remote.put(letter.repeat(10))) as [Digest, Digest, Digest];
    const held = cache.lease();
    const kept = await held.fetch(a, null, signal);
    const passing = cache.lease();
    const gone = await passing.fetch(b, "bin", signal);
    passing.release();
    await cache.fetch(c, null, signal);
    expect(readFileSync(kept.path, "utf8")).toBe("aaaaaaaaaa");
    expect(() => statSync(gone.path)).toThrow("ENOENT");
    await cache.fetch(b, null, signal);
    expect(remote.downloads.filter(({ digest }) => digest === b)).toHaveLength(2);
  });

  test("holds after a restart", async () => {
    const digest = remote.put("0123456789");
    await (await open(15)).fetch(digest, "csv", signal);
    const cache = await open(15);
    await cache.fetch(digest, "csv", signal);
    expect(remote.downloads).toHaveLength(1);
    cache.release(digest);
    await cache.fetch(remote.put("abcdefghij"), null, signal);
    await cache.fetch(digest, null, signal);
    expect(remote.downloads).toHaveLength(3);
  });
});

describe("taking in", () => {
  test("links what is ours, copies what its owner goes on writing", async () => {
    const cache = await open();
    mkdirSync(join(folder, "outputs"));
    const ours = join(folder, "outputs", "model");
    const theirs = join(folder, "live");
    writeFileSync(ours, "final");
    writeFileSync(theirs, "epoch 1", { mode: 0o644 });
    const imported = await cache.import(ours, true);
    const copied = await cache.import(theirs, false);
    writeFileSync(theirs, "epoch 2");
    expect(imported).toMatchObject({ digest: digestOf("final"), size: 5 });
    expect(statSync(imported.path).ino).toBe(statSync(ours).ino);
    expect(readFileSync(copied.path, "utf8")).toBe("epoch 1");
    expect(copied.digest).toBe(digestOf("epoch 1"));
    expect(statSync(theirs).mode & 0o777).toBe(0o644);
    await cache.fetch(digestOf("final"), null, signal);
    expect(remote.downloads).toEqual([]);
  });
});
