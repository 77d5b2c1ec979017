/**
 * What etcd and NATS could do on this machine, through raw clients and with no line of Troupe between them, as floors.ts
 * says it of SQLite and gRPC.
 *
 *   hop         one request and reply over NATS, one fenced transaction of etcd, in series
 *   throughput  transactions of up to 110 records, one in flight; each record is sent to another process over NATS and
 *               comes back first
 *
 * A transaction is fenced as a coordinator's are: it compares the revision of a leader's key and the marker of the one
 * before, writes its records, deletes one of the batch before, and writes its own marker. The other process is this
 * file, started with "reply" and the server's URL.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { connect, createInbox, type NatsConnection } from "@nats-io/transport-node";
import { Etcd3 } from "etcd3";
import type { Floor } from "./floors.ts";

export interface Servers {
  readonly etcd: string;
  readonly nats: string;
}

const subject = "floor.echo";
const message = new Uint8Array(200).fill(120);
const recordsPerCommit = 110;
const recordsInFlight = 2 * recordsPerCommit;

/** Milliseconds of each round. */
export async function openClusterHopFloor(servers: Servers, rounds: number): Promise<Floor<readonly number[]>> {
  const store = await EtcdStore.open(servers.etcd);
  const echo = await openEcho(servers.nats);
  return {
    async measure() {
      const took: number[] = [];
      for (let index = 0; index < rounds; index += 1) {
        const began = performance.now();
        await echo.connection.request(subject, message);
        await store.commit(4);
        took.push(performance.now() - began);
      }
      return took;
    },
    async [Symbol.asyncDispose]() {
      await echo.close();
      store.close();
    },
  };
}

/** Records a second, each sent, returned and committed. */
export async function openClusterThroughputFloor(servers: Servers, records: number): Promise<Floor<number>> {
  const store = await EtcdStore.open(servers.etcd);
  const echo = await openEcho(servers.nats);
  return {
    async measure() {
      const began = performance.now();
      await exchangeAll(echo.connection, store, records);
      return (records / (performance.now() - began)) * 1000;
    },
    async [Symbol.asyncDispose]() {
      await echo.close();
      store.close();
    },
  };
}

/** One transaction is in flight; what comes back meanwhile goes into the next one. */
async function exchangeAll(connection: NatsConnection, store: EtcdStore, records: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const reply = createInbox();
  let sent = 0;
  let returned = 0;
  let committed = 0;
  let isCommitting = false;
  const send = (): void => {
    sent += 1;
    connection.publish(subject, message, { reply });
  };
  const commit = async (): Promise<void> => {
    isCommitting = true;
    while (committed < returned) {
      const size = Math.min(recordsPerCommit, returned - committed);
      await store.commit(size);
      committed += size;
      while (sent < Math.min(records, committed + recordsInFlight)) send();
    }
    isCommitting = false;
    if (committed === records) resolve();
  };
  const subscription = connection.subscribe(reply, {
    callback: () => {
      returned += 1;
      if (!isCommitting) commit().catch(reject);
    },
  });
  while (sent < Math.min(recordsInFlight, records)) send();
  await promise;
  subscription.unsubscribe();
}

class EtcdStore {
  readonly #client: Etcd3;
  readonly #term: string;
  readonly #value = Buffer.alloc(300);
  #marker = 0;

  static async open(endpoint: string): Promise<EtcdStore> {
    const client = new Etcd3({ hosts: endpoint });
    const { header } = await client.put("floor/leader").value("me");
    await client.put("floor/marker").value("0");
    return new EtcdStore(client, header.revision);
  }

  private constructor(client: Etcd3, term: string) {
    this.#client = client;
    this.#term = term;
  }

  async commit(records: number): Promise<void> {
    const before = this.#marker;
    this.#marker += 1;
    this.#value.fill(this.#marker % 251);
    const puts = Array.from({ length: records }, (_, index) =>
      this.#client.put(`floor/runs/1/tasks/${(this.#marker * 3 + index) % 5000}`).value(this.#value),
    );
    const { succeeded } = await this.#client
      .if("floor/leader", "Mod", "==", Number(this.#term))
      .and("floor/marker", "Value", "==", String(before))
      .then(
        ...puts,
        this.#client.put(`floor/outbox/${this.#marker}`).value(this.#value),
        this.#client.delete().key(`floor/outbox/${before}`),
        this.#client.put("floor/marker").value(String(this.#marker)),
      )
      .commit();
    if (!succeeded) throw new Error("the floor was fenced, by nobody");
  }

  close(): void {
    this.#client.close();
  }
}

interface Echo {
  readonly connection: NatsConnection;
  close(): Promise<void>;
}

async function openEcho(url: string): Promise<Echo> {
  const child = spawn(process.execPath, [import.meta.filename, "reply", url], { stdio: ["pipe", "pipe", "inherit"] });
  await once(createInterface(child.stdout), "line");
  const connection = await connect({ servers: url });
  return {
    connection,
    close: async () => {
      await connection.close();
      await ended(child);
    },
  };
}

/** It ends with its input. */
async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.stdin?.end();
  await exit;
}

async function serve(url: string): Promise<void> {
  const connection = await connect({ servers: url });
  connection.subscribe(subject, { callback: (_error, received) => void received.respond(received.data) });
  await connection.flush();
  console.log("ready");
  process.stdin.on("end", () => process.exit(0)).resume();
}

if (import.meta.main) await serve(process.argv[3] ?? "");
