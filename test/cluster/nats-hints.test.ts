/** What coordinators tell each other in passing, over a real NATS. */
import type { Hint } from "@troupe/engine";
import { SystemClock } from "@troupe/engine/adapters";
import { absentPrograms, NatsServer, Workbench } from "@troupe/testing/process";
import { pino } from "pino";
import { afterEach, describe, expect, test } from "vitest";
import { NatsLink } from "../../packages/coordinator/src/adapters/nats/connection.ts";
import { NatsHints } from "../../packages/coordinator/src/adapters/nats/hints.ts";

const bench = new Workbench();
afterEach(() => bench.clear());
const clock = new SystemClock();
const log = pino({ level: "silent" });

async function coordinator(server: NatsServer, cluster = "test"): Promise<{ link: NatsLink; hints: NatsHints }> {
  const link = new NatsLink({ settings: { servers: [server.url] }, name: "test", clock, log });
  const hints = new NatsHints({ link, cluster, clock });
  bench.closes(() => link.close());
  bench.closes(() => hints.close());
  const connection = await link.untilUp(new AbortController().signal);
  await connection.flush();
  return { link, hints };
}

function progress(fraction: number, task = "train"): Hint {
  return { type: "progress", runId: "r1", task, attempt: 1, progress: { fraction, message: "", at: 1 } };
}

const sealed: Hint = { type: "sealed", runId: "r1" };

describe.skipIf(absentPrograms("nats-server").length > 0)("hints over NATS (needs nats-server)", () => {
  test("reach every other coordinator of the cluster, the last of each task, and not the teller", async () => {
    const server = await NatsServer.start(bench);
    const [teller, other] = [await coordinator(server), await coordinator(server)];
    const stranger = await coordinator(server, "another");
    const strays: Hint[] = [];
    for (const { hints } of [teller, stranger]) hints.listen((hint) => strays.push(hint));
    const heard: Hint[] = [];
    const all = new Promise<void>((resolve) => {
      other.hints.listen((hint) => {
        heard.push(hint);
        if (hint.type === "sealed") resolve();
      });
    });
    for (const hint of [progress(0.1), progress(0.2), progress(0.5, "test"), sealed]) teller.hints.tell(hint);
    await all;
    // In the order of the server: whatever went to them has come by now.
    await Promise.all([teller, stranger].map(({ link }) => link.connection.flush()));
    expect({ heard, strays }).toEqual({ heard: [progress(0.2), progress(0.5, "test"), sealed], strays: [] });
  });

  test("of no known kind are left alone, and others come after a server that was away", async () => {
    const server = await NatsServer.start(bench);
    const [teller, other] = [await coordinator(server), await coordinator(server)];
    await server.kill9();
    await expect.poll(() => teller.link.isUp).toBe(false);
    teller.hints.tell(progress(0.1));
    await server.restart();
    const never = new AbortController().signal;
    const [connection] = await Promise.all([teller.link.untilUp(never), other.link.untilUp(never)]);
    await other.link.connection.flush();
    const heard: Hint[] = [];
    const last = new Promise<void>((resolve) => {
      other.hints.listen((hint) => {
        heard.push(hint);
        if (hint.type === "sealed") resolve();
      });
    });
    for (const text of [
      "no JSON",
      "{}",
      '{"from":"x","hints":[1,{"type":"progress","runId":"r1"},{"type":"new","runId":"r1"}]}',
    ])
      connection.publish("troupe.test.hints", text);
    await connection.flush();
    teller.hints.tell(sealed);
    await last;
    expect(heard).toEqual([sealed]);
  });
});
