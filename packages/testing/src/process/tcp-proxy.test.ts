import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { TcpProxy } from "./tcp-proxy.ts";
import { Workbench } from "./workbench.ts";

const bench = new Workbench();
afterEach(() => bench.clear());

/** Answers what it hears, in capitals. */
async function shouting(): Promise<string> {
  const server = createServer((socket) => {
    socket.on("data", (data) => socket.write(String(data).toUpperCase()));
    socket.on("error", () => undefined);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  bench.closes(() => server.close());
  const { port } = server.address() as { readonly port: number };
  return `127.0.0.1:${port}`;
}

async function dial({ address }: TcpProxy): Promise<Socket> {
  const socket = connect(Number(address.split(":")[1]), "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  bench.closes(() => socket.destroy());
  return socket;
}

async function answer(socket: Socket): Promise<string> {
  const [data] = await once(socket, "data");
  return String(data);
}

test("what is said while it is held comes when it is released, on old connections and new ones", async () => {
  const proxy = await TcpProxy.start(bench, await shouting());
  const old = await dial(proxy);
  old.write("before");
  expect(await answer(old)).toBe("BEFORE");
  proxy.hold();
  const young = await dial(proxy);
  let heard = 0;
  for (const socket of [old, young]) socket.on("data", () => (heard += 1));
  old.write("old");
  young.write("young");
  // Whoever is not held was answered long before a third one is.
  const other = await dial(await TcpProxy.start(bench, await shouting()));
  other.write("other");
  await answer(other);
  expect(heard).toBe(0);
  const answers = Promise.all([answer(old), answer(young)]);
  proxy.release();
  expect(await answers).toEqual(["OLD", "YOUNG"]);
});

test("one direction alone is held: what was asked is done, and nobody hears of it", async () => {
  const heard = Promise.withResolvers<string>();
  const server = createServer((socket) => socket.once("data", (data) => heard.resolve(String(data)))).listen(0);
  await once(server, "listening");
  bench.closes(() => server.close());
  const proxy = await TcpProxy.start(bench, `127.0.0.1:${(server.address() as { readonly port: number }).port}`);
  proxy.hold(["back"]);
  (await dial(proxy)).write("do it");
  expect(await heard.promise).toBe("do it");
});

test("bytes come later, and in order when the delay shrinks", async () => {
  const proxy = await TcpProxy.start(bench, await shouting());
  const socket = await dial(proxy);
  proxy.delay(50);
  const from = performance.now();
  socket.write("a");
  await new Promise((resolve) => setTimeout(resolve, 10));
  proxy.delay(0);
  socket.write("b");
  let text = "";
  while (text.length < 2) text += await answer(socket);
  expect(text).toBe("AB");
  expect(performance.now() - from).toBeGreaterThan(45);
});

test("connections are ended, and new ones taken", async () => {
  const proxy = await TcpProxy.start(bench, await shouting());
  const socket = await dial(proxy);
  const closed = once(socket, "close");
  proxy.reset();
  await closed;
  const next = await dial(proxy);
  next.write("again");
  expect(await answer(next)).toBe("AGAIN");
});
