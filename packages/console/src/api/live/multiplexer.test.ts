import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Refusal } from "../call-error.ts";
import { type LinkInput, type LinkOutput, Multiplexer } from "./multiplexer.ts";

const passing: Refusal = { code: "COORDINATOR_STOPPING", status: "UNAVAILABLE", message: "", details: {} };
const lasting: Refusal = { code: "RUN_NOT_FOUND", status: "NOT_FOUND", message: "", details: {} };

const subscribe = (id: string): LinkInput => ({ type: "subscribe", stream: { id, method: "m", request: {} } });
const message = (connection: number, stream: string, id?: string): LinkInput => ({
  type: "event",
  connection,
  event: { stream, ...(id !== undefined && { id }), message: id ?? "live" },
});

/** Feeds the inputs, and answers what comes out of the last one. */
function after(...inputs: readonly LinkInput[]): readonly LinkOutput[] {
  const machine = new Multiplexer({ random: () => 1 });
  return inputs.map((input) => machine.step(input)).at(-1) ?? [];
}

const opened: readonly LinkInput[] = [subscribe("a"), { type: "timer" }, { type: "opened", connection: 1 }];

test("streams that come together make one connection", () => {
  expect(after(subscribe("a"))).toEqual([{ type: "timer", ms: 8 }]);
  expect(after(subscribe("a"), subscribe("b"), { type: "timer" })).toMatchObject([
    { type: "open", connection: 1, streams: [{ id: "a" }, { id: "b" }] },
    { type: "status", status: "connecting" },
  ]);
});

test("one more stream: the new connection goes on after the last ids, then the old one is closed", () => {
  const before = [...opened, message(1, "a", "7"), subscribe("b")];
  expect(after(...before, { type: "timer" })).toMatchObject([
    { type: "open", connection: 2, streams: [{ id: "a", lastEventId: "7" }, { id: "b" }] },
  ]);
  expect(after(...before, { type: "timer" }, { type: "opened", connection: 2 })).toEqual([
    { type: "close", connection: 1 },
    { type: "begin", id: "a", resumed: true },
    { type: "begin", id: "b", resumed: false },
  ]);
});

describe("while the new connection is not open yet", () => {
  const switching = [...opened, subscribe("b"), { type: "timer" }] as const;

  test("what has no ids is still told by the old one", () => {
    expect(after(...switching, message(1, "a"))).toMatchObject([{ type: "message", id: "a" }]);
  });

  test("what has ids is not: the new one will tell it", () => {
    const resumable = [...opened, message(1, "a", "7"), subscribe("b"), { type: "timer" }] as const;
    expect(after(...resumable, message(1, "a", "8"))).toEqual([]);
  });

  test("if it fails, the old one ends too, and both are tried again", () => {
    const outputs = after(...switching, { type: "closed", connection: 2 });
    expect(outputs).toEqual([
      { type: "close", connection: 1 },
      { type: "status", status: "broken" },
      { type: "timer", ms: 250 },
    ]);
  });
});

test("after a break it waits longer each time, up to a limit, and a message makes it quick again", () => {
  const machine = new Multiplexer({ random: () => 1 });
  const delays: number[] = [];
  const feed = (input: LinkInput): void => {
    for (const output of machine.step(input)) if (output.type === "timer") delays.push(output.ms);
  };
  feed(subscribe("a"));
  for (let connection = 1; connection <= 8; connection++) {
    feed({ type: "timer" });
    feed({ type: "closed", connection });
  }
  feed({ type: "timer" });
  feed({ type: "opened", connection: 9 });
  feed(message(9, "a"));
  feed({ type: "closed", connection: 9 });
  expect(delays).toEqual([8, 250, 500, 1000, 2000, 4000, 8000, 8000, 8000, 250]);
});

test("a stream that fails for good is told and forgotten; one that fails for now is asked for again", () => {
  const fails = (failure: Refusal): LinkInput => ({ type: "event", connection: 1, event: { stream: "a", failure } });
  expect(after(...opened, fails(lasting))).toEqual([{ type: "failure", id: "a", failure: lasting }]);
  expect(after(...opened, fails(lasting), subscribe("b"), { type: "timer" })).toMatchObject([
    { streams: [{ id: "b" }] },
  ]);
  expect(after(...opened, message(1, "a", "7"), fails(passing))).toEqual([{ type: "timer", ms: 250 }]);
  expect(after(...opened, message(1, "a", "7"), fails(passing), { type: "timer" })).toMatchObject([
    { type: "open", connection: 2, streams: [{ id: "a", lastEventId: "7" }] },
  ]);
});

test("what the server refuses as a whole fails every stream, unless it passes", () => {
  const refused = (refusal: Refusal) =>
    after(subscribe("a"), { type: "timer" }, { type: "closed", connection: 1, refusal });
  expect(refused(lasting)).toEqual([
    { type: "failure", id: "a", failure: lasting },
    { type: "status", status: "idle" },
  ]);
  expect(refused(passing).map(({ type }) => type)).toEqual(["status", "timer"]);
});

test("the last one to go closes the connection", () => {
  const left = [...opened, { type: "unsubscribe", id: "a" }] as const;
  expect(after(...left, { type: "timer" })).toEqual([
    { type: "close", connection: 1 },
    { type: "status", status: "idle" },
  ]);
});

/** A server that keeps what it has told of each stream, and goes on after any id. */
class Server {
  readonly told = new Map<string, number>();
  readonly connections = new Map<number, { open: boolean; readonly at: Map<string, number> }>();
  readonly read = new Map<string, number[]>();
  readonly machine = new Multiplexer({ random: () => 0.5 });
  timer = false;

  feed(input: LinkInput): void {
    for (const output of this.machine.step(input)) this.#take(output);
  }

  #take(output: LinkOutput): void {
    if (output.type === "open") {
      const at = new Map(output.streams.map(({ id, lastEventId }) => [id, Number(lastEventId ?? 0)]));
      this.connections.set(output.connection, { open: false, at });
    } else if (output.type === "close") this.connections.delete(output.connection);
    else if (output.type === "timer") this.timer = true;
    else if (output.type === "begin" && !output.resumed) this.read.set(output.id, []);
    else if (output.type === "message") this.read.get(output.id)?.push(Number(output.message));
  }

  /** Brings the next event of each stream down a connection. */
  pump(connection: number): boolean {
    const found = this.connections.get(connection);
    if (found === undefined || !found.open) return false;
    let moved = false;
    for (const [stream, at] of found.at) {
      if (at >= (this.told.get(stream) ?? 0)) continue;
      found.at.set(stream, at + 1);
      this.feed(message(connection, stream, String(at + 1)));
      moved = true;
    }
    return moved;
  }

  open(connection: number): void {
    const found = this.connections.get(connection);
    if (found === undefined || found.open) return;
    found.open = true;
    this.feed({ type: "opened", connection });
  }

  close(connection: number): void {
    if (this.connections.delete(connection)) this.feed({ type: "closed", connection });
  }

  tick(): void {
    if (!this.timer) return;
    this.timer = false;
    this.feed({ type: "timer" });
  }
}

test("whatever breaks and whenever streams come and go, each is told whole, in order and once", () => {
  const stream = fc.constantFrom("a", "b", "c");
  const step = fc.oneof(
    fc.record({ do: fc.constantFrom("emit", "subscribe", "unsubscribe"), stream }),
    fc.record({ do: fc.constantFrom("open", "close", "pump", "pump", "tick"), pick: fc.nat(3) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const server = new Server();
      const wanted = new Set<string>();
      for (const each of steps) {
        if ("stream" in each) {
          if (each.do === "emit") server.told.set(each.stream, (server.told.get(each.stream) ?? 0) + 1);
          else if (each.do === "subscribe" && !wanted.has(each.stream)) {
            wanted.add(each.stream);
            server.feed(subscribe(each.stream));
          } else if (each.do === "unsubscribe" && wanted.delete(each.stream))
            server.feed({ type: "unsubscribe", id: each.stream });
          continue;
        }
        const connection = [...server.connections.keys()][each.pick];
        if (each.do === "tick") server.tick();
        else if (connection !== undefined && each.do === "open") server.open(connection);
        else if (connection !== undefined && each.do === "close") server.close(connection);
        else if (connection !== undefined) server.pump(connection);
      }
      for (let round = 0; round < 20; round++) {
        server.tick();
        for (const connection of [...server.connections.keys()]) {
          server.open(connection);
          while (server.pump(connection));
        }
      }
      for (const id of wanted) {
        const count = server.told.get(id) ?? 0;
        expect(server.read.get(id), id).toEqual(Array.from({ length: count }, (_, place) => place + 1));
      }
      expect(server.connections.size).toBe(wanted.size === 0 ? 0 : 1);
    }),
    { numRuns: 500 },
  );
});
