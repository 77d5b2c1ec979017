/** Bytes between an agent and an S3-compatible store, which no coordinator has in its hands. */
import { createHash, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "@troupe/core";
import { SystemClock } from "@troupe/engine/adapters";
import { v1 } from "@troupe/proto";
import { absentS3Server, S3Server, Workbench } from "@troupe/testing/process";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { GrpcRemoteArtifacts } from "../../packages/agent/src/adapters/grpc/artifacts.ts";
import { Endpoint } from "../../packages/agent/src/adapters/grpc/endpoint.ts";
import { DirectArtifacts } from "../../packages/agent/src/adapters/http/direct-artifacts.ts";
import { ArchiveUpload } from "../../packages/agent/src/artifacts/archive-upload.ts";
import { ArtifactCache } from "../../packages/agent/src/artifacts/artifact-cache.ts";
import { openAccess } from "../../packages/coordinator/src/access/access.ts";
import { startGrpcServer } from "../../packages/coordinator/src/adapters/grpc/grpc-server.ts";
import { S3Archive } from "../../packages/coordinator/src/adapters/s3/archive.ts";
import type { ApiService } from "../../packages/coordinator/src/api/api.ts";
import { artifactMethods } from "../../packages/coordinator/src/api/artifact-methods.ts";
import { formatEndpoint } from "../../packages/coordinator/src/endpoint/endpoint.ts";

const log = pino({ level: "silent" });
const clock = new SystemClock();
const random = (): number => 0;
const signal = new AbortController().signal;
const bytes = randomBytes(3_000_000);
const digest: Digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

describe.skipIf(absentS3Server().length > 0)("an agent and its archive's store (needs versitygw or moto)", () => {
  const bench = new Workbench();
  let archive: S3Archive;
  let coordinators: GrpcRemoteArtifacts;
  let called: string[];

  beforeEach(async () => {
    const { endpoint, bucket, credentials } = await S3Server.start(bench);
    archive = await S3Archive.open({ endpoint, bucket, credentials, prefix: "troupe/", region: "us-east-1" });
    bench.closes(() => archive.close());
    called = [];
    const methods = artifactMethods(archive) as unknown as ApiService["methods"];
    const watched = Object.entries(methods).map(([name, method]): [string, typeof method] => [
      name,
      (request, context) => {
        called.push(name);
        return method(request, context);
      },
    ]);
    // The others read the catalog: no agent calls them.
    const definition = Object.fromEntries(
      Object.entries(v1.ArtifactService.service).filter(([name]) => name in methods),
    ) as unknown as ApiService["definition"];
    const server = await startGrpcServer({
      services: [{ name: "troupe.v1.ArtifactService", definition, methods: Object.fromEntries(watched) }],
      endpoint: { host: "127.0.0.1", port: 0 },
      access: await openAccess(null),
      log,
    });
    bench.closes(() => server.stop());
    const addresses = [formatEndpoint(server.endpoint)];
    coordinators = new GrpcRemoteArtifacts(new Endpoint({ addresses, token: null, trust: null }));
    bench.closes(() => coordinators.close());
  });
  afterEach(() => bench.clear());

  test("have what a step made and what the next one takes between themselves", async () => {
    const folder = await bench.folder();
    const path = join(folder, "model");
    await writeFile(path, bytes);
    const sending = new DirectArtifacts({ coordinators, clock, log });
    await new ArchiveUpload({ remote: sending, clock, random }).file(digest, path, signal);
    // A store that looks at no checksum takes bytes from nobody but a coordinator.
    expect(called).toEqual(S3Server.isStrict ? ["Stat", "Locate", "Stat"] : ["Stat", "Locate", "Upload"]);
    expect(await archive.stat(digest)).toEqual({ digest, size: bytes.length });

    called.length = 0;
    const fetching = new DirectArtifacts({ coordinators, clock, log });
    const options = { folder: join(folder, "cache"), capBytes: 1e9, remote: fetching, clock, random };
    const fetched = await (await ArtifactCache.open(options)).fetch(digest, null, signal);
    expect((await readFile(fetched.path)).equals(bytes)).toBe(true);
    expect(called).toEqual(["Locate"]);
  });
});
