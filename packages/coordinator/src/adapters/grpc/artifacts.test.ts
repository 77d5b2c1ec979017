import { createHash, randomBytes } from "node:crypto";
import type {
  DownloadResponse__Output,
  LocateRequest,
  LocateResponse__Output,
  UploadRequest,
  UploadResponse__Output,
} from "@troupe/proto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, collect, failureOf, type GrpcFixture, startFixture } from "./testing/grpc-fixture.ts";

let fixture: GrpcFixture;
beforeEach(async () => {
  fixture = await startFixture();
});
afterEach(() => fixture.stop());

const digestOf = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}` as const;
const bytes = randomBytes(300_000);

function upload(...messages: UploadRequest[]): Promise<UploadResponse__Output | undefined> {
  return new Promise((resolve, reject) => {
    const call = fixture.artifacts.Upload((error, response) => (error === null ? resolve(response) : reject(error)));
    for (const message of messages) call.write(message);
    call.end();
  });
}

describe("ArtifactService", () => {
  test("stores what is uploaded in pieces, and gives it back from any offset", async () => {
    const digest = digestOf(bytes);
    const stored = await upload({ digest }, { data: bytes.subarray(0, 100_000) }, { data: bytes.subarray(100_000) });
    expect(stored).toEqual({ digest, size: bytes.length });
    expect(await ask(fixture.artifacts, fixture.artifacts.Stat, { digest })).toEqual({ digest, size: bytes.length });
    for (const offset of [0, 123_456, bytes.length]) {
      const pieces = await collect<DownloadResponse__Output>(fixture.artifacts.Download({ digest, offset }));
      expect(Buffer.concat(pieces.map(({ data }) => data)).equals(bytes.subarray(offset))).toBe(true);
      expect(Math.max(0, ...pieces.map(({ data }) => data.length))).toBeLessThanOrEqual(64 * 1024);
    }
  });

  test("computes the digest if none is given, of nothing too", async () => {
    expect(await upload({ data: Buffer.from("abc") })).toEqual({ digest: digestOf(Buffer.from("abc")), size: 3 });
    expect(await upload()).toEqual({ digest: digestOf(Buffer.alloc(0)), size: 0 });
  });

  test("a digest that is another's stores nothing and is DATA_LOSS", async () => {
    const digest = digestOf(Buffer.from("other"));
    expect(await failureOf(upload({ digest, data: bytes }))).toMatchObject({
      code: 15,
      details: { reason: "DIGEST_MISMATCH" },
    });
    expect(await fixture.archive.stat(digestOf(bytes))).toBeUndefined();
  });

  test("refuses what is no digest, a digest in a later message, an offset beyond the end", async () => {
    await upload({ data: bytes });
    expect((await failureOf(upload({ digest: "../../etc/passwd" }))).code).toBe(3);
    expect((await failureOf(upload({ data: bytes }, { digest: digestOf(bytes) }))).code).toBe(3);
    expect((await failureOf(ask(fixture.artifacts, fixture.artifacts.Stat, { digest: "" }))).code).toBe(3);
    const beyond = fixture.artifacts.Download({ digest: digestOf(bytes), offset: bytes.length + 1 });
    expect((await failureOf(collect(beyond))).message).toContain(`Give at most the size, ${bytes.length}.`);
  });

  test("gives away addresses where the archive has some, and none of what is not there or too large", async () => {
    const digest = digestOf(bytes);
    const { artifacts, archive } = fixture;
    const locate = (request: LocateRequest) =>
      ask<LocateRequest, LocateResponse__Output>(artifacts, artifacts.Locate, request);
    expect(await locate({ digest, toWrite: true, size: 5 })).toMatchObject({ url: "" });
    const headers = { "x-amz-checksum-sha256": "…" };
    Object.assign(archive, { locate: async (_: string, use: string) => ({ url: `https://store/${use}`, headers }) });
    expect(await locate({ digest, toWrite: true, size: 5 })).toEqual({ url: "https://store/write", headers });
    expect(await locate({ digest, toWrite: true, size: 6 * 1024 ** 3 })).toMatchObject({ url: "" });
    expect((await failureOf(locate({ digest }))).code).toBe(5);
    await upload({ digest }, { data: bytes });
    expect(await locate({ digest })).toMatchObject({ url: "https://store/read" });
  });

  test("says NOT_FOUND, naming the artifact", async () => {
    const digest = digestOf(Buffer.from("nothing"));
    const expected = {
      code: 5,
      details: { reason: "ARTIFACT_NOT_FOUND", resource: { type: "artifact", name: digest } },
    };
    expect(await failureOf(ask(fixture.artifacts, fixture.artifacts.Stat, { digest }))).toMatchObject(expected);
    expect(await failureOf(collect(fixture.artifacts.Download({ digest })))).toMatchObject(expected);
  });

  test("an upload that is broken off stores nothing", async () => {
    const call = fixture.artifacts.Upload(() => undefined);
    const gone = new Promise((resolve) => call.once("status", resolve));
    call.write({ data: bytes });
    call.cancel();
    await gone;
    await fixture.stop();
    expect(await fixture.archive.stat(digestOf(bytes))).toBeUndefined();
    expect(fixture.log).toEqual([]);
  });
});
