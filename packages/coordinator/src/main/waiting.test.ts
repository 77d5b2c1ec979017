import { once } from "node:events";
import { createServer } from "node:net";
import { TroupeError } from "@troupe/core";
import { VirtualClock } from "@troupe/engine/adapters";
import { beforeEach, expect, test } from "vitest";
import { memoryLog } from "../adapters/grpc/testing/grpc-fixture.ts";
import { Waiting } from "./waiting.ts";

const away = () => new TroupeError("it does not answer", { code: "STORE_UNREACHABLE", reaction: "retry" });

let clock: VirtualClock;
let stopping: AbortController;
let port: number;
beforeEach(async () => {
  clock = new VirtualClock();
  stopping = new AbortController();
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  port = (probe.address() as { readonly port: number }).port;
  probe.close();
  await once(probe, "close");
});

function waiting() {
  const { log, lines } = memoryLog();
  const room = new Waiting({ endpoint: { host: "127.0.0.1", port }, clock, log, signal: stopping.signal });
  return { room, lines };
}

/** Answers how often it was tried. */
function server() {
  const state = { tries: 0, isThere: false, isTried: Promise.withResolvers<void>() };
  const attempt = async () => {
    state.tries += 1;
    state.isTried.resolve();
    if (!state.isThere) throw away();
    return "found";
  };
  return { state, attempt };
}

const probe = async (path: string) => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  return [answer.status, await answer.text()];
};

async function untilProbed(): Promise<unknown[]> {
  for (;;) {
    const answer = await probe("/readyz").catch(() => undefined);
    if (answer !== undefined) return answer;
  }
}

test("what is there is not waited for, and nobody is told", async () => {
  const { room, lines } = waiting();
  expect(await room.until("etcd", async () => "found")).toBe("found");
  expect(lines).toEqual([]);
  await expect(probe("/readyz")).rejects.toThrow();
});

test("what is not there is waited for: probes and log say so, until it is", async () => {
  const { room, lines } = waiting();
  const { state, attempt } = server();
  const found = room.until("etcd", attempt);
  expect(await untilProbed()).toEqual([503, "waits for etcd\n"]);
  expect(await probe("/livez")).toEqual([200, "ok\nwaits for etcd\n"]);
  for (let second = 0; second < 35; second += 1) await clock.advance(1000);
  expect(state.tries).toBe(36);
  expect(lines.map(({ msg }) => msg)).toEqual(Array(2).fill("waiting for etcd: it does not answer"));
  state.isThere = true;
  await clock.advance(1000);
  expect(await found).toBe("found");
  expect(lines.at(-1)).toMatchObject({ msg: "etcd is there", waitedMs: 36_000 });
  // The port is free for whoever serves.
  await expect(probe("/readyz")).rejects.toThrow();
});

test("what will never be there is not waited for", async () => {
  const { room } = waiting();
  const denied = new TroupeError("no", { code: "STORE_DENIED", reaction: "fatal" });
  await expect(room.until("etcd", () => Promise.reject(denied))).rejects.toBe(denied);
});

test("whoever is told to stop waits no longer", async () => {
  const { room } = waiting();
  const { attempt } = server();
  const found = room.until("etcd", attempt);
  await untilProbed();
  stopping.abort(new Error("told to stop"));
  await expect(found).rejects.toThrow("told to stop");
  await expect(probe("/readyz")).rejects.toThrow();
});
