/** A coordinator's connection to NATS: it comes when NATS comes, with what NATS asks for. */
import { silentLog } from "@troupe/engine";
import { SystemClock } from "@troupe/engine/adapters";
import { absentPrograms, NatsServer, Workbench } from "@troupe/testing/process";
import { afterEach, describe, expect, test } from "vitest";
import { NatsLink, type NatsSettings } from "../../packages/coordinator/src/adapters/nats/connection.ts";

const bench = new Workbench();
afterEach(() => bench.clear());

function linkTo(settings: NatsSettings): NatsLink {
  const link = new NatsLink({ settings, name: "test", clock: new SystemClock(), log: silentLog });
  bench.closes(() => link.close());
  return link;
}

describe.skipIf(absentPrograms("nats-server").length > 0)("a connection to NATS (needs nats-server)", () => {
  test("is made when the server comes, and again after each end of it", async () => {
    const server = await NatsServer.start(bench);
    await server.stop();
    const link = linkTo({ servers: [server.url] });
    expect(() => link.connection).toThrow(expect.objectContaining({ code: "NATS_UNREACHABLE", reaction: "retry" }));
    for (let round = 0; round < 2; round += 1) {
      await server.restart();
      const connection = await link.untilUp(AbortSignal.timeout(10_000));
      await connection.flush();
      const lost = Promise.withResolvers<void>();
      void (async () => {
        for await (const { type } of connection.status()) if (type === "disconnect") lost.resolve();
      })();
      await server.kill9();
      await lost.promise;
    }
  });

  test("says who it is where the server asks, and is refused as somebody else", async () => {
    const server = await NatsServer.start(bench, { users: [{ user: "troupe", password: "secret" }] });
    const servers = [server.url];
    const link = linkTo({ servers, user: "troupe", password: "secret" });
    await (await link.untilUp(AbortSignal.timeout(10_000))).flush();
    const stranger = linkTo({ servers, user: "troupe", password: "guess" });
    await expect(stranger.untilUp(AbortSignal.timeout(1500))).rejects.toThrow();
    expect(stranger.isUp).toBe(false);
  });

  test("names the file of credentials that cannot be read", () => {
    expect(() => linkTo({ servers: ["nats://127.0.0.1:1"], credsFile: "/absent.creds" })).toThrow(
      expect.objectContaining({ code: "NATS_CREDENTIALS_UNREADABLE", reaction: "fatal" }),
    );
  });
});
