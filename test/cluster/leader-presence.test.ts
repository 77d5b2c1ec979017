/** Whether a leader is gone, as NATS knows it: only that nobody is there at all counts. */
import { SystemClock } from "@troupe/engine/adapters";
import { absentPrograms, NatsServer, Workbench } from "@troupe/testing/process";
import { pino } from "pino";
import { afterEach, describe, expect, test } from "vitest";
import { NatsLink } from "../../packages/coordinator/src/adapters/nats/connection.ts";
import { LeaderPresence } from "../../packages/coordinator/src/adapters/nats/leader-presence.ts";

const bench = new Workbench();
afterEach(() => bench.clear());
const never = new AbortController().signal;

async function coordinator(server: NatsServer, cluster = "test") {
  const options = { settings: { servers: [server.url] }, name: "test", clock: new SystemClock() };
  const link = new NatsLink({ ...options, log: pino({ level: "silent" }) });
  const presence = new LeaderPresence({ link, cluster });
  bench.closes(() => link.close());
  bench.closes(() => presence.close());
  await link.untilUp(never);
  return { link, presence };
}

describe.skipIf(absentPrograms("nats-server").length > 0)("the presence of a leader (needs nats-server)", () => {
  test("is known from when it shows itself to when it does no more, by its term and cluster", async () => {
    const server = await NatsServer.start(bench);
    const [leader, other] = [await coordinator(server), await coordinator(server)];
    const stranger = await coordinator(server, "another");
    expect(await other.presence.isAbsent(7)).toBe(true);
    leader.presence.show(7);
    await leader.link.connection.flush();
    expect(await other.presence.isAbsent(7)).toBe(false);
    expect(await other.presence.isAbsent(8)).toBe(true);
    expect(await stranger.presence.isAbsent(7)).toBe(true);
    leader.presence.show(null);
    await leader.link.connection.flush();
    expect(await other.presence.isAbsent(7)).toBe(true);
  });

  test("ends with its connection, and comes back with that", async () => {
    const server = await NatsServer.start(bench);
    const [leader, other] = [await coordinator(server), await coordinator(server)];
    leader.presence.show(7);
    await leader.link.connection.flush();
    await server.kill9();
    await expect.poll(() => leader.link.isUp || other.link.isUp).toBe(false);
    // Of whom nothing can be asked nothing is known.
    expect(await other.presence.isAbsent(7)).toBe(false);
    await server.restart();
    await Promise.all([leader.link.untilUp(never), other.link.untilUp(never)]);
    await leader.link.connection.flush();
    expect(await other.presence.isAbsent(7)).toBe(false);
    await leader.link.close();
    // The server hears of it a moment later.
    await expect.poll(() => other.presence.isAbsent(7)).toBe(true);
  });

  test("is not doubted because it does not answer", async () => {
    const server = await NatsServer.start(bench);
    const other = await coordinator(server);
    const frozen = await coordinator(server);
    frozen.link.connection.subscribe("troupe.test.leader.7", { callback: () => undefined });
    await frozen.link.connection.flush();
    expect(await other.presence.isAbsent(7)).toBe(false);
  });
});
