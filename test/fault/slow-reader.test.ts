/**
 * Goal: a client that asks for a log and never reads it is cut off after half a minute, is told how to go on, and has cost
 * nobody anything.
 * Method: readers of a log of 60 MB over gRPC and over the gateway, that take nothing for longer than the limit; then what
 * is left of their streams is read.
 */
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { Workbench } from "@troupe/testing/process";
import { afterEach, expect, test } from "vitest";
import { memory } from "./support/processes.ts";
import { field, frame, RawGrpc } from "./support/raw-grpc.ts";
import { apply, startServer } from "./support/servers.ts";

const bench = new Workbench();
afterEach(() => bench.clear());

/** More than the windows and buffers on the way take in, of the kernel too. */
const logBytes = 60_000_000;
const aborted = 10;

test("readers that take nothing are cut off after half a minute, and nobody else notices", async () => {
  const dev = await startServer(bench);
  await apply(dev, "hostile");
  const client = dev.client();
  const run = await client.submit("shells", { script: `head -c ${logBytes} /dev/zero | tr '\\0' x` });
  await run.wait();
  const before = memory(dev.process.pid) ?? 0;

  const raw = new RawGrpc(dev.address);
  bench.closes(() => raw.close());
  const message = frame(Buffer.concat([field(1, run.id), field(2, "shell")]));
  const overGrpc = raw.call("/troupe.v1.RunService/ReadLogs", message);
  await once(overGrpc.stream, "response");
  const overHttp = await openStream(dev.httpUrl ?? "", dev.token ?? "", run.id);

  // The fault is the time itself.
  await pause(32_000);
  expect((await (await client.submit("shells", { script: "echo beside" })).wait()).state).toBe("succeeded");
  expect((memory(dev.process.pid) ?? 0) - before).toBeLessThan(100 * 2 ** 20);
  expect(await overGrpc.finish()).toBe(aborted);
  expect(overGrpc.received.bytes).toBeLessThan(logBytes);
  expect(overGrpc.received.message).toContain("Read it again from the last message that arrived");
  await expect(drained(overHttp)).rejects.toMatchObject({ code: "ECONNRESET" });
});

async function openStream(url: string, token: string, runId: string): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const call = request(new URL("troupe.v1.RunService/ReadLogs", url), { method: "POST", headers });
  call.end(JSON.stringify({ runId, task: "shell" }));
  const [response] = (await once(call, "response")) as [IncomingMessage];
  expect(response.statusCode).toBe(200);
  response.pause();
  return response;
}

async function drained(response: IncomingMessage): Promise<void> {
  for await (const _ of response.resume());
}
