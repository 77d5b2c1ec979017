import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgreedText } from "@troupe/engine";
import { archiveConformance, archiveUpkeepConformance } from "@troupe/testing/conformance";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DirectoryArchive } from "./directory.ts";
import { openSharedDirectory } from "./shared-directory.ts";

let nonces = 0;

/** Two coordinators that have the same directory. */
async function two(root: string): Promise<readonly [DirectoryArchive, DirectoryArchive]> {
  const agreed = agreement();
  return [await open(root, agreed), await open(root, agreed)];
}

function agreement(): AgreedText {
  let stands: string | undefined;
  return {
    agree: async (text) => {
      stands ??= text;
      return stands;
    },
  };
}

function open(root: string, agreed: AgreedText): Promise<DirectoryArchive> {
  nonces += 1;
  return openSharedDirectory(root, { clusterId: "c1", agreed, nonce: `n${nonces}` });
}

describe("an archive in a shared directory", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "troupe-shared-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  it("is the same for all who share it", async () => {
    const [one, other] = await two(root);
    const { digest } = await one.put(Buffer.from("x"));
    await one.link("runs/a", digest);
    expect(await other.resolve("runs/a")).toBe(digest);
    expect(await other.retire(digest, Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(await one.put(Buffer.from("x"))).toEqual({ digest, size: 1 });
    await other.remove(digest);
    expect(await one.stat(digest)).toEqual({ digest, size: 1 });
  });

  it("is refused when it is not mounted, and when another one is", async () => {
    const agreed = agreement();
    const [here, elsewhere] = [join(root, "here"), join(root, "elsewhere")];
    const refused = expect.objectContaining({ code: "ARCHIVE_NOT_SHARED", reaction: "fatal" });
    await expect(open(here, agreed)).rejects.toEqual(refused);
    expect(await readdir(root)).toEqual([]);
    await mkdir(here);
    await mkdir(elsewhere);
    await open(here, agreed);
    await expect(open(elsewhere, agreed)).rejects.toEqual(refused);
    await open(here, agreed);
  });
});

/** Its own proof lies in it too, which is no business of the suites. */
async function proven() {
  const root = await mkdtemp(join(tmpdir(), "troupe-shared-"));
  const [archive] = await two(root);
  for (const name of await archive.names("cluster/")) await archive.unlink(name);
  for (const { digest } of await archive.objects()) {
    await archive.retire(digest, Number.MAX_SAFE_INTEGER);
    await archive.remove(digest);
  }
  return { root, archive, dispose: () => rm(root, { recursive: true }) };
}

archiveConformance({ describe, it }, "A shared directory", async () => {
  const { root, ...subject } = await proven();
  return {
    ...subject,
    tamper: (digest, bytes) => {
      const hex = digest.slice("sha256:".length);
      return writeFile(join(root, "objects", "sha256", hex.slice(0, 2), hex), bytes);
    },
    reopen: () => DirectoryArchive.open(root),
  };
});

archiveUpkeepConformance({ describe, it }, "A shared directory", proven);
