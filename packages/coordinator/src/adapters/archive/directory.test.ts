import { mkdir, mkdtemp, readdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Digest } from "@troupe/core";
import { archiveConformance, archiveUpkeepConformance } from "@troupe/testing/conformance";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DirectoryArchive } from "./directory.ts";

function pathOf(root: string, digest: Digest): string {
  const hex = digest.slice("sha256:".length);
  return join(root, "objects", "sha256", hex.slice(0, 2), hex);
}

archiveConformance({ describe, it }, "DirectoryArchive", async () => {
  const root = await mkdtemp(join(tmpdir(), "troupe-archive-"));
  return {
    archive: await DirectoryArchive.open(root),
    tamper: (digest, bytes) => writeFile(pathOf(root, digest), bytes),
    reopen: () => DirectoryArchive.open(root),
    dispose: () => rm(root, { recursive: true }),
  };
});

archiveUpkeepConformance({ describe, it }, "DirectoryArchive", async () => {
  const root = await mkdtemp(join(tmpdir(), "troupe-archive-"));
  return { archive: await DirectoryArchive.open(root), dispose: () => rm(root, { recursive: true }) };
});

describe("an archive in a directory", () => {
  let root: string;
  let archive: DirectoryArchive;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "troupe-archive-"));
    archive = await DirectoryArchive.open(root);
  });
  afterEach(() => rm(root, { recursive: true }));

  const hello = new TextEncoder().encode("hello");
  const unsafe = expect.objectContaining({ code: "ARCHIVE_UNSAFE", reaction: "reject" });

  async function* stream(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    yield bytes;
  }

  it("leaves nothing behind of what was not stored", async () => {
    const { digest } = await archive.put(hello);
    const other = archive.put(new TextEncoder().encode("other"), digest);
    await expect(other).rejects.toEqual(expect.objectContaining({ code: "DIGEST_MISMATCH" }));
    expect(await readdir(join(root, "temporary"))).toEqual([]);
  });

  it("removes a damaged object that the right bytes pass by, and stores them the next time", async () => {
    const { digest } = await archive.put(hello);
    await writeFile(pathOf(root, digest), "hell");
    const again = archive.put(stream(hello), digest);
    await expect(again).rejects.toEqual(expect.objectContaining({ code: "DATA_LOSS", reaction: "retry" }));
    expect(await archive.put(stream(hello), digest)).toEqual({ digest, size: 5 });
    expect(await archive.stat(digest)).toEqual({ digest, size: 5 });
  });

  it("refuses a symbolic link in place of an object or of a directory on the way", async () => {
    const { digest } = await archive.put(hello);
    const object = pathOf(root, digest);
    const outside = join(root, "outside");
    await rename(object, outside);
    await symlink(outside, object);
    await expect(archive.stat(digest)).rejects.toEqual(unsafe);
    await expect(archive.read(digest).next()).rejects.toEqual(unsafe);

    await mkdir(join(root, "elsewhere"));
    await symlink(join(root, "elsewhere"), join(root, "names", "runs"));
    await expect(archive.link("runs/a", digest)).rejects.toEqual(unsafe);
    await expect(archive.link("runs/b/c", digest)).rejects.toEqual(unsafe);
    expect(await readdir(join(root, "elsewhere"))).toEqual([]);
    await expect(archive.resolve("runs/a")).rejects.toEqual(unsafe);
    await expect(archive.unlink("runs/a")).rejects.toEqual(unsafe);
    expect(await archive.names("")).toEqual([]);
  });

  it("may itself lie behind a link", async () => {
    const link = join(root, "link");
    await mkdir(join(root, "real"));
    await symlink(join(root, "real"), link);
    const linked = await DirectoryArchive.open(link);
    const { digest } = await linked.put(hello);
    await linked.link("runs/a", digest);
    expect(await linked.names("runs/")).toEqual(["runs/a"]);
  });

  it("says so when a name's file was damaged", async () => {
    await archive.link("runs/a", (await archive.put(hello)).digest);
    await writeFile(join(root, "names", "runs", "a%ref"), "sha256:12");
    await expect(archive.resolve("runs/a")).rejects.toEqual(expect.objectContaining({ code: "DATA_LOSS" }));
  });

  it("sweeps what a writer left behind a day ago, and nothing younger", async () => {
    const dead = join(root, "temporary", "dead");
    await writeFile(dead, "x");
    await writeFile(join(root, "temporary", "alive"), "x");
    const longAgo = Date.now() / 1000 - 25 * 60 * 60;
    await utimes(dead, longAgo, longAgo);
    await DirectoryArchive.open(root);
    expect(await readdir(join(root, "temporary"))).toEqual(["alive"]);
  });
});
