import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Digest } from "@troupe/core";
import { pino } from "pino";
import { afterEach, describe, expect, test } from "vitest";
import type { LocatingArtifacts } from "../../ports/remote-artifacts.ts";
import { DirectArtifacts } from "./direct-artifacts.ts";

const signal = new AbortController().signal;
const bytes = Buffer.alloc(600_000, "0123456789");
const digest: Digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** Coordinators that give away the store's address, and say which ways were taken. */
class FakeCoordinators implements LocatingArtifacts {
  readonly calls: string[] = [];
  url: string | undefined;
  has = false;

  async stat() {
    return this.has ? { size: bytes.length } : undefined;
  }

  async locate(_: Digest, use: "read" | "write") {
    this.calls.push(`locate to ${use}`);
    return this.url === undefined ? undefined : { url: this.url, headers: { "x-signed": "yes" } };
  }

  async upload() {
    this.calls.push("upload");
  }

  async *download(_: Digest, offset: number) {
    this.calls.push(`download from ${offset}`);
    yield bytes.subarray(offset);
  }

  close(): void {}
}

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function open(answer: RequestListener) {
  server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const coordinators = new FakeCoordinators();
  coordinators.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/object`;
  let now = 0;
  const clock = { monotonic: () => now };
  const direct = new DirectArtifacts({ coordinators, clock, log: pino({ level: "silent" }), silenceMs: 200 });
  const wait = (ms: number): void => {
    now += ms;
  };
  return { coordinators, direct, wait };
}

async function* content(): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 100_000) yield bytes.subarray(from, from + 100_000);
}

async function received(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const retry = expect.objectContaining({ code: "ARCHIVE_UNREACHABLE", reaction: "retry" });

describe("bringing bytes", () => {
  test("goes to the store, with what is signed and a length, and counts when the archive has it", async () => {
    const got: unknown[] = [];
    const { coordinators, direct } = await open(async (request, response) => {
      const { "x-signed": signed, "content-length": length } = request.headers;
      got.push(request.method, signed, length, (await received(request)) === bytes.toString());
      coordinators.has = true;
      response.end();
    });
    await direct.upload(digest, content(), signal, bytes.length);
    expect(got).toEqual(["PUT", "yes", "600000", true]);
    expect(coordinators.calls).toEqual(["locate to write"]);
  });

  test("goes through a coordinator for a minute once the store has refused it", async () => {
    const { coordinators, direct, wait } = await open((request, response) => {
      request.resume().on("end", () => response.writeHead(400).end());
    });
    await expect(direct.upload(digest, content(), signal, bytes.length)).rejects.toEqual(retry);
    await direct.upload(digest, content(), signal, bytes.length);
    wait(61_000);
    await expect(direct.upload(digest, content(), signal, bytes.length)).rejects.toEqual(retry);
    expect(coordinators.calls).toEqual(["locate to write", "upload", "locate to write"]);
  });

  test("does not count when the archive lacks it afterwards", async () => {
    const { direct } = await open((request, response) => {
      request.resume().on("end", () => response.end());
    });
    await expect(direct.upload(digest, content(), signal, bytes.length)).rejects.toEqual(retry);
  });

  test("goes through a coordinator where it is little", async () => {
    const { coordinators, direct } = await open((_, response) => response.end());
    await direct.upload(digest, content(), signal, 1000);
    expect(coordinators.calls).toEqual(["upload"]);
  });
});

describe("fetching bytes", () => {
  test("comes from the store, from any offset", async () => {
    const { coordinators, direct } = await open((request, response) => {
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
      response.writeHead(from === 0 ? 200 : 206).end(bytes.subarray(from));
    });
    expect(await received(direct.download(digest, 0, signal))).toBe(bytes.toString());
    expect(await received(direct.download(digest, 599_995, signal))).toBe("56789");
    expect(coordinators.calls).toEqual(["locate to read", "locate to read"]);
  });

  test.each<[string, RequestListener]>([
    ["refuses", (_, response) => void response.writeHead(403).end()],
    ["knows no ranges", (_, response) => void response.end(bytes)],
    ["says nothing", () => undefined],
    ["hangs up", (request) => void request.socket.destroy()],
  ])("comes through a coordinator where the store %s", async (_, answer) => {
    const { coordinators, direct } = await open(answer);
    expect(await received(direct.download(digest, 599_995, signal))).toBe("56789");
    expect(await received(direct.download(digest, 599_997, signal))).toBe("789");
    expect(coordinators.calls).toEqual(["locate to read", "download from 599995", "download from 599997"]);
  });

  test("is tried again, through a coordinator, when the store breaks off", async () => {
    const { coordinators, direct } = await open((_, response) => {
      response.writeHead(200, { "content-length": String(bytes.length) });
      response.write(bytes.subarray(0, 1000), () => response.destroy());
    });
    await expect(received(direct.download(digest, 0, signal))).rejects.toEqual(retry);
    await received(direct.download(digest, 1000, signal));
    expect(coordinators.calls).toEqual(["locate to read", "download from 1000"]);
  });

  test("comes through a coordinator where no address is given away", async () => {
    const { coordinators, direct } = await open((_, response) => response.end());
    coordinators.url = undefined;
    await received(direct.download(digest, 0, signal));
    await received(direct.download(digest, 5, signal));
    expect(coordinators.calls).toEqual(["locate to read", "download from 0", "download from 5"]);
  });
});
