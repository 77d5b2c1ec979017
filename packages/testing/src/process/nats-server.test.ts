import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { absentPrograms } from "./absent-programs.ts";
import { NatsServer } from "./nats-server.ts";
import { Workbench } from "./workbench.ts";

const bench = new Workbench();
afterEach(() => bench.clear());

describe.skipIf(absentPrograms("nats-server").length > 0)("a nats-server under test (needs nats-server)", () => {
  test("has JetStream, and comes back on the same port", async () => {
    const server = await NatsServer.start(bench);
    expect(await infoOf(server)).toMatchObject({ jetstream: true });
    await server.kill9();
    await server.wipe();
    await server.restart();
    expect(await infoOf(server)).toMatchObject({ jetstream: true, max_payload: 1_048_576 });
  });

  test("asks for a password where it has users, and takes further settings", async () => {
    const users = [{ user: "troupe", password: 'pa"ss' }];
    const server = await NatsServer.start(bench, { users, config: "max_payload: 8MB" });
    expect(await infoOf(server)).toMatchObject({ auth_required: true, max_payload: 8 * 1024 * 1024 });
  });

  test("is one of three", async () => {
    const servers = await NatsServer.startCluster(bench);
    const names = await Promise.all(servers.map(async (server) => (await infoOf(server)).server_name));
    expect(names).toEqual(["n1", "n2", "n3"]);
  });
});

/** The first line that a server says to a client. */
async function infoOf(server: NatsServer): Promise<Readonly<Record<string, unknown>>> {
  const [host, port] = server.address.split(":");
  const socket = connect(Number(port), host);
  try {
    let said = "";
    for await (const piece of socket.setEncoding("utf8")) {
      said += piece;
      if (said.includes("\r\n")) break;
    }
    return JSON.parse(said.slice("INFO ".length, said.indexOf("\r\n"))) as Record<string, unknown>;
  } finally {
    socket.destroy();
  }
}
