import { createHash } from "node:crypto";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Digest } from "@troupe/core";
import { archiveConformance, archiveUpkeepConformance } from "@troupe/testing/conformance";
import { absentS3Server, S3Server, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { S3Archive } from "./archive.ts";
import type { S3Settings } from "./open-bucket.ts";

const isAbsent = absentS3Server().length > 0;
const bench = new Workbench();
let server: S3Server;
let prefixes = 0;

beforeAll(async () => {
  if (!isAbsent) server = await S3Server.start(bench);
});
afterAll(() => bench.clear());

/** A corner of the bucket that nobody else uses. */
function corner(over: Partial<S3Settings> = {}): S3Settings {
  prefixes += 1;
  const { endpoint, credentials, bucket } = server;
  return { bucket, prefix: `t${prefixes}/`, endpoint, region: "us-east-1", credentials, ...over };
}

/** Writes what the archive would never write. */
async function overwrite({ endpoint = "", bucket, prefix, credentials }: S3Settings, digest: Digest, Body: Uint8Array) {
  const client = new S3Client({
    endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    ...(credentials === undefined ? {} : { credentials }),
  });
  const Key = `${prefix}objects/sha256/${digest.slice("sha256:".length)}`;
  await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
}

const opened: S3Archive[] = [];
afterAll(() => {
  for (const archive of opened) archive.close();
});

async function open(settings: S3Settings): Promise<S3Archive> {
  const archive = await S3Archive.open(settings);
  opened.push(archive);
  return archive;
}

archiveConformance({ describe: describe.skipIf(isAbsent), it }, "S3Archive (needs versitygw or moto)", async () => {
  const settings = corner();
  return {
    archive: await open(settings),
    tamper: (digest, bytes) => overwrite(settings, digest, bytes),
    reopen: () => open(settings),
    dispose: async () => {},
  };
});

archiveUpkeepConformance(
  { describe: describe.skipIf(isAbsent), it },
  "S3Archive (needs versitygw or moto)",
  async () => ({
    archive: await open(corner()),
    dispose: async () => {},
  }),
);

describe.skipIf(isAbsent)("an archive in an S3-compatible store that fails (needs versitygw or moto)", () => {
  const patience = { answerMs: 500, connectMs: 500, attempts: 2 };
  const unreachable = expect.objectContaining({ code: "ARCHIVE_UNREACHABLE", reaction: "retry" });
  const megabyte = (fill: number) => new Uint8Array(1024 * 1024).fill(fill);
  const digestOf = (...pieces: Uint8Array[]): Digest => {
    const hash = createHash("sha256");
    for (const piece of pieces) hash.update(piece);
    return `sha256:${hash.digest("hex")}`;
  };

  it("stores nothing when the store is killed in the middle of a put, and everything the next time", async () => {
    const failing = await S3Server.start(bench);
    const { endpoint, bucket, credentials } = failing;
    const settings = { bucket, prefix: "", endpoint, region: "us-east-1", credentials, patience };
    const archive = await open(settings);
    const pieces = Array.from({ length: 20 }, (_, index) => megabyte(index));
    async function* killing(): AsyncGenerator<Uint8Array> {
      for (const [index, piece] of pieces.entries()) {
        if (index === 12) await failing.kill9();
        yield piece;
      }
    }
    const digest = digestOf(...pieces);
    await expect(archive.put(killing())).rejects.toEqual(unreachable);
    await failing.restart();
    expect(await archive.stat(digest)).toBeUndefined();
    expect(await archive.objects()).toEqual([]);
    async function* again(): AsyncGenerator<Uint8Array> {
      yield* pieces;
    }
    expect(await archive.put(again())).toEqual({ digest, size: 20 * 1024 * 1024 });
    expect(await archive.put(again(), digest)).toEqual({ digest, size: 20 * 1024 * 1024 });
    await failing.kill9();
  });

  it("stores nothing of a long stream that is not what it is said to be", async () => {
    const archive = await open(corner());
    const expected = digestOf(megabyte(1));
    async function* other(): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < 10; index += 1) yield megabyte(index);
    }
    const mismatch = expect.objectContaining({ code: "DIGEST_MISMATCH" });
    await expect(archive.put(other(), expected)).rejects.toEqual(mismatch);
    expect(await archive.objects()).toEqual([]);
  });

  it("says within its patience that a store hangs, and goes on when it answers again", async () => {
    const archive = await open(corner({ patience }));
    const { digest } = await archive.put(Buffer.from("before"));
    server.pause();
    try {
      const begun = performance.now();
      await expect(archive.put(Buffer.from("during"))).rejects.toEqual(unreachable);
      await expect(archive.read(digest).next()).rejects.toEqual(unreachable);
      expect(performance.now() - begun).toBeLessThan(5000);
    } finally {
      server.resume();
    }
    expect((await archive.put(Buffer.from("during"))).size).toBe(6);
  });

  it("says that nobody listens, and that there is no such bucket", async () => {
    await expect(open(corner({ endpoint: "http://127.0.0.1:1", patience }))).rejects.toEqual(unreachable);
    const missing = expect.objectContaining({ code: "ARCHIVE_BUCKET_MISSING", reaction: "fatal" });
    await expect(open(corner({ bucket: "elsewhere" }))).rejects.toEqual(missing);
  });

  it.runIf(S3Server.isStrict)("says which credentials to mend when they are wrong (needs versitygw)", async () => {
    const denied = expect.objectContaining({
      code: "ARCHIVE_DENIED",
      reaction: "fatal",
      message: expect.stringContaining("AWS_SECRET_ACCESS_KEY"),
    });
    const { accessKeyId, secretAccessKey } = server.credentials;
    const unknown = { accessKeyId: "nobody", secretAccessKey };
    const wrong = { accessKeyId, secretAccessKey: "not the secret" };
    await expect(open(corner({ credentials: unknown }))).rejects.toEqual(denied);
    await expect(open(corner({ credentials: wrong }))).rejects.toEqual(denied);
  });
});

describe.skipIf(isAbsent)("addresses in an S3-compatible store (needs versitygw or moto)", () => {
  it("give away one object, from any offset, without credentials", async () => {
    const archive = await open(corner());
    const { digest } = await archive.put(Buffer.from("0123456789"));
    const { url, headers } = (await archive.locate(digest, "read", 60_000)) ?? { url: "", headers: {} };
    expect(await (await fetch(url, { headers })).text()).toBe("0123456789");
    expect(await (await fetch(url, { headers: { ...headers, range: "bytes=7-" } })).text()).toBe("789");
  });

  it.runIf(S3Server.isStrict)("take one object's bytes, and no others (needs versitygw)", async () => {
    const archive = await open(corner());
    const digest: Digest = `sha256:${createHash("sha256").update("right").digest("hex")}`;
    const { url, headers } = (await archive.locate(digest, "write", 60_000)) ?? { url: "", headers: {} };
    expect((await fetch(url, { method: "PUT", headers, body: "wrong" })).status).toBe(400);
    expect((await fetch(url, { method: "PUT", body: "wrong" })).status).toBe(403);
    expect(await archive.stat(digest)).toBeUndefined();
    expect((await fetch(url, { method: "PUT", headers, body: "right" })).status).toBe(200);
    expect(await archive.stat(digest)).toEqual({ digest, size: 5 });
  });

  it.skipIf(S3Server.isStrict)("take nothing where the store does not look at checksums (needs moto)", async () => {
    const archive = await open(corner());
    const { digest } = await archive.put(Buffer.from("x"));
    expect(await archive.locate(digest, "write", 60_000)).toBeUndefined();
  });
});
