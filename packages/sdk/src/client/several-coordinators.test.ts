/** A client of a cluster finds whoever leads, and goes on with another coordinator when one is gone. */
import { once } from "node:events";
import { createServer } from "node:net";
import { status } from "@grpc/grpc-js";
import { afterEach, expect, test } from "vitest";
import {
  type Answer,
  type FakeCoordinator,
  fakeCoordinator,
  refusal,
} from "../adapters/grpc/testing/fake-coordinator.ts";
import { Client } from "./client.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(answers: Readonly<Record<string, Answer>>): Promise<FakeCoordinator> {
  const fake = await fakeCoordinator(answers);
  open.push(() => fake.stop());
  return fake;
}

function clientOf(...coordinators: readonly { readonly address: string }[]): Client {
  const client = new Client({ address: coordinators.map(({ address }) => address).join(","), dataDir: "/nowhere" });
  open.push(() => client.close());
  return client;
}

const follows = (leader?: string) => () => {
  const metadata: Record<string, string> = leader === undefined ? {} : { leader };
  throw refusal(status.UNAVAILABLE, "this one follows", { reason: "NOT_LEADER", metadata });
};
const run = { runId: "r-1", pipeline: "churn", state: "RUN_STATE_RUNNING" };

test("a call goes to the leader that a follower names, and so do those after it", async () => {
  const leader = await start({ CreateRun: () => run, CancelRun: () => run });
  const follower = await start({ CreateRun: follows(leader.address) });
  const handle = await clientOf(follower).submit("churn");
  await handle.cancel();
  expect(follower.calls).toEqual(["CreateRun"]);
  expect(leader.calls).toEqual(["CreateRun", "CancelRun"]);
});

test("while nobody leads it asks one after the other, until one does", async () => {
  let asked = 0;
  const first = await start({ CreateRun: follows() });
  const second = await start({ CreateRun: () => (++asked < 5 ? follows()() : run) });
  expect((await clientOf(first, second).submit("churn")).id).toBe("r-1");
  expect(first.calls.length).toBeGreaterThan(2);
});

test("after a coordinator that is not there comes the next", async () => {
  const gone = await start({});
  await gone.stop();
  const there = await start({ GetRun: () => run });
  expect((await clientOf(gone, there).run("r-1")).id).toBe("r-1");
});

test("a coordinator that takes connections and says nothing is left long before the deadline", async () => {
  const frozen = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(frozen, "listening");
  open.push(() => frozen.close());
  const { port } = frozen.address() as { readonly port: number };
  const there = await start({ CreateRun: () => run });
  const from = performance.now();
  expect((await clientOf({ address: `127.0.0.1:${port}` }, there).submit("churn")).id).toBe("r-1");
  expect(performance.now() - from).toBeLessThan(8000);
});

test("a watch goes on at another coordinator, after the last event that it had", async () => {
  const event = (sequence: number, fields: object = {}) => ({
    event: { sequence, type: "TaskStarted", eventJson: "{}", ...fields },
  });
  const after: unknown[] = [];
  const next = await start({
    WatchRun: async function* (request: { readonly afterSequence?: unknown }) {
      after.push(request.afterSequence);
      yield event(3, { type: "RunSucceeded", run: { ...run, state: "RUN_STATE_SUCCEEDED" } });
    } as Answer,
  });
  const deposed = await start({
    GetRun: () => run,
    WatchRun: async function* () {
      yield { snapshot: { run: { ...run, sequence: 1 }, tasks: [] } };
      yield event(2);
      follows(next.address)();
    },
  });
  const handle = await clientOf(deposed).run("r-1");
  expect((await handle.wait()).state).toBe("succeeded");
  expect(after).toEqual([2]);
});

test("a call that a follower refuses for another reason is not taken elsewhere", async () => {
  const follower = await start({ GetRun: () => refusedAs("RUN_NOT_FOUND") });
  const other = await start({ GetRun: () => run });
  await expect(clientOf(follower, other).run("r-9")).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
  expect(other.calls).toEqual([]);
});

function refusedAs(reason: string): never {
  throw refusal(status.NOT_FOUND, "it is not there", { reason });
}
