import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect as connectSocket, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { TroupeError } from "@troupe/core";
import { v1 } from "@troupe/proto";
import { afterEach, describe, expect, test } from "vitest";
import { openAccess } from "../../access/access.ts";
import { fakeRun } from "../../api/testing/fake-engine.ts";
import { startGrpcServer } from "./grpc-server.ts";
import { ask, collect, connect, failureOf, type GrpcFixture, memoryLog, startFixture } from "./testing/grpc-fixture.ts";
import { frame, RawClient } from "./testing/raw-call.ts";

let fixture: GrpcFixture | undefined;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  await fixture?.stop();
  fixture = undefined;
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A field that no message has, of a wire type that does not exist. */
const noField = Buffer.from([0xff, 0x01]);

async function start(...args: Parameters<typeof startFixture>): Promise<GrpcFixture> {
  fixture = await startFixture(...args);
  return fixture;
}

async function tokenFile(token: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "troupe-token-"));
  cleanups.push(() => rm(folder, { recursive: true }));
  const path = join(folder, "token");
  await writeFile(path, token, { mode: 0o600 });
  return path;
}

describe("rubbish", () => {
  test("bytes that are no message are INVALID_ARGUMENT; after thousands of them the server still serves", async () => {
    const { address, runs } = await start({ runs: { get: async () => fakeRun() } });
    const client = new RawClient(address);
    cleanups.push(() => client.close());
    const paths = Object.values(v1.RunService.service).map(({ path }) => path);
    const statuses = new Set<number>();
    for (let round = 0; round < 40; round++) {
      const calls = Array.from({ length: 50 }, (_, index) => {
        const broken = Buffer.concat([noField, randomBytes(index)]);
        return client.call(paths[index % paths.length] ?? "", frame(broken)).finish();
      });
      for (const { status } of await Promise.all(calls)) statuses.add(status);
    }
    expect([...statuses]).toEqual([3]);
    expect((await ask(runs, runs.GetRun, { runId: "01" })).runId).toBe(fakeRun().header.runId);
  });

  test("a session of malformed messages is refused, and nothing is left open", async () => {
    fixture = await startFixture();
    const client = new RawClient(fixture.address);
    cleanups.push(() => client.close());
    const { status } = await client.call(v1.SessionService.service.Session.path, frame(noField)).finish();
    expect(status).toBe(3);
    expect(fixture.engine.sessions).toEqual([]);
  });

  test("connections that speak no HTTP/2 are closed", async () => {
    const { server, runs } = await start({ runs: { get: async () => fakeRun() } });
    for (const text of [
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
      "\u0000".repeat(1000),
      randomBytes(1000).toString("latin1"),
    ]) {
      const socket = connectSocket(server.endpoint);
      socket.on("error", () => undefined);
      socket.resume();
      socket.write(text, "latin1");
      await once(socket, "close");
    }
    await ask(runs, runs.GetRun, { runId: "01" });
  });

  test("a message above 8 MiB is RESOURCE_EXHAUSTED, with both sizes", async () => {
    const { pipelines } = await start();
    const specJson = "x".repeat(9 * 1024 * 1024);
    const failed = await failureOf(ask(pipelines, pipelines.ApplyPipeline, { specJson }));
    expect(failed.code).toBe(8);
    expect(failed.message).toMatch(/larger than max \(9437\d+ vs 8388608\)/);
  });

  test("an unknown method is UNIMPLEMENTED", async () => {
    fixture = await startFixture();
    const client = new RawClient(fixture.address);
    cleanups.push(() => client.close());
    expect((await client.call("/troupe.v1.RunService/Nothing", frame(Buffer.alloc(0))).finish()).status).toBe(12);
  });
});

describe("tokens", () => {
  const secret = "0123456789abcdef0123456789abcdef";

  test("with a token file every call needs the token, or the one of this start", async () => {
    const access = await openAccess(await tokenFile(`${secret}\n`));
    const { runs, sessions, engine } = await start({ runs: { get: async () => fakeRun() } }, { access });
    const get = (authorization?: string) =>
      new Promise((resolve, reject) => {
        const metadata = new grpc.Metadata();
        if (authorization !== undefined) metadata.set("authorization", authorization);
        runs.GetRun({ runId: "01" }, metadata, (error, run) => (error === null ? resolve(run) : reject(error)));
      });
    for (const wrong of [undefined, "Bearer", "Bearer wrong", `Basic ${secret}`, secret, `Bearer ${secret}x`])
      expect(await failureOf(get(wrong))).toMatchObject({ code: 16, details: { reason: "UNAUTHENTICATED" } });
    expect((await failureOf(collect(sessions.Session()))).code).toBe(16);
    expect(engine.calls).toEqual([]);
    await get(`Bearer ${secret}`);
    await get(`bearer ${access.token}`);
  });

  test("health needs none; reflection does", async () => {
    const access = await openAccess(await tokenFile(secret));
    const { address } = await start({}, { access });
    const client = new RawClient(address);
    cleanups.push(() => client.close());
    const probe = (path: string) => client.call(path, frame(Buffer.alloc(0))).finish();
    expect((await probe("/grpc.health.v1.Health/Check")).status).toBe(0);
    expect((await probe("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo")).status).toBe(16);
  });
});

describe("addresses", () => {
  const listenOn = async (host: string, port = 0, file: string | null = null) => {
    const server = await startGrpcServer({
      services: [],
      endpoint: { host, port },
      access: await openAccess(file),
      log: memoryLog().log,
    });
    cleanups.push(() => server.stop());
    return server;
  };

  test.each(["0.0.0.0", "::", "10.1.2.3", "example.com"])("%s is refused without a token file", async (host) => {
    const error = await listenOn(host).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TroupeError);
    expect(error).toMatchObject({
      code: "INSECURE_ADDRESS",
      reaction: "fatal",
      message: expect.stringContaining("--token-file"),
    });
  });

  test("another address is served with a token file", async () => {
    const server = await listenOn("0.0.0.0", 0, await tokenFile("x".repeat(32)));
    expect(server.endpoint.port).toBeGreaterThan(0);
  });

  test("a port that is taken is named, with the way around it", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    cleanups.push(() => other.close());
    const { port } = other.address() as { port: number };
    await expect(listenOn("127.0.0.1", port)).rejects.toMatchObject({
      code: "ADDRESS_IN_USE",
      message: `cannot listen on 127.0.0.1:${port}: another process listens there. Stop it, or choose another port with --address HOST:PORT (or TROUPE_ADDRESS).`,
    });
  });

  test("an address that this machine does not have is named", async () => {
    await expect(listenOn("192.0.2.1", 0, await tokenFile("x".repeat(32)))).rejects.toMatchObject({
      code: "ADDRESS_UNAVAILABLE",
      message: expect.stringContaining("no network interface"),
    });
  });
});

describe("stop", () => {
  test("ends streams with UNAVAILABLE, lets calls finish, and closes every connection", async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    const { runs, server } = await start({
      runs: {
        async get() {
          asked.resolve();
          await answer.promise;
          return fakeRun();
        },
        async *watch(_runId, { signal }) {
          await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
          yield* [];
        },
      },
    });
    const stream = failureOf(collect(runs.WatchRun({ runId: "01" })));
    const call = ask(runs, runs.GetRun, { runId: "01" });
    await asked.promise;
    const stopped = server.stop();
    expect(await stream).toMatchObject({ code: 14, details: { reason: "COORDINATOR_STOPPING" } });
    answer.resolve();
    expect((await call).runId).toBe(fakeRun().header.runId);
    await stopped;
    await expect(once(connectSocket(server.endpoint), "connect")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("does not wait for a call that never answers longer than its limit", async () => {
    const asked = Promise.withResolvers<void>();
    const { runs, server } = await start({
      runs: {
        get() {
          asked.resolve();
          return new Promise(() => undefined);
        },
      },
    });
    const call = failureOf(ask(runs, runs.GetRun, { runId: "01" }));
    await asked.promise;
    await server.stop();
    expect((await call).code).toBe(14);
  });
});

describe("health and reflection", () => {
  test("every service of ours is listed", async () => {
    const { address } = await start();
    // A message of reflection: list_services (field 7) = "*".
    const client = new RawClient(address);
    cleanups.push(() => client.close());
    const call = client.call(
      "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
      frame(Buffer.from([0x3a, 1, 0x2a])),
    );
    const chunks: Buffer[] = [];
    call.stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    await once(call.stream, "end");
    const listed = Buffer.concat(chunks).toString("latin1");
    for (const name of ["Pipeline", "Run", "Agent", "Session", "Artifact"])
      expect(listed).toContain(`troupe.v1.${name}Service`);
  });

  test("a server that serves is healthy", async () => {
    const { address } = await start();
    const client = new RawClient(address);
    cleanups.push(() => client.close());
    const name = "troupe.v1.RunService";
    const call = client.call(
      "/grpc.health.v1.Health/Check",
      frame(Buffer.concat([Buffer.from([0x0a, name.length]), Buffer.from(name)])),
    );
    const [chunk] = (await once(call.stream, "data")) as [Buffer];
    expect([...chunk.subarray(5)]).toEqual([0x08, 1]);
  });

  test("hundreds of connections and calls at once are served", async () => {
    const { address } = await start({ runs: { get: async () => fakeRun() } });
    const clients = Array.from({ length: 20 }, () => connect(address).runs);
    const calls = clients.flatMap((runs) => Array.from({ length: 25 }, () => ask(runs, runs.GetRun, { runId: "01" })));
    expect(new Set((await Promise.all(calls)).map(({ runId }) => runId)).size).toBe(1);
    for (const client of clients) client.close();
  });
});
