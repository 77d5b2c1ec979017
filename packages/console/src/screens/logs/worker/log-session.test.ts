import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { everything } from "../book/log-book.ts";
import { levels } from "../text/levels.ts";
import { textOf } from "../text/spans.ts";
import { LogSession } from "./log-session.ts";
import type { FromWorker, ToWorker, View } from "./protocol.ts";

/** What the coordinator has, and how it answers ReadLogs as parts. */
class FakeCoordinator {
  readonly streams = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly asked: Request[] = [];
  failures = 0;

  readonly fetch = async (_url: string, { body }: { readonly body: string }): Promise<Response> => {
    const request = JSON.parse(body) as Request;
    this.asked.push(request);
    if (this.failures > 0) {
      this.failures--;
      throw new TypeError("network");
    }
    return new Response(new Blob(request.streams.flatMap((stream) => this.#parts(request, stream))));
  };

  #parts(
    { attempt = 1, from = [], tailBytes, limitBytes = Number.POSITIVE_INFINITY }: Request,
    stream: string,
  ): (string | Uint8Array<ArrayBuffer>)[] {
    const all = this.streams.get(stream) ?? new Uint8Array();
    const begin =
      from.find((each) => each.stream === stream)?.offset ?? Math.max(0, all.length - (tailBytes ?? all.length));
    const data = all.slice(begin, begin + limitBytes);
    if (data.length === 0) return [];
    const head = {
      attempt,
      stream,
      offset: String(begin),
      gap: "0",
      at: "2026-01-01T00:00:00Z",
      length: String(all.length),
    };
    return [`${JSON.stringify({ ...head, bytes: data.length })}\n`, data];
  }
}

interface Request {
  /** Absent: the newest, which is the first one here. */
  readonly attempt?: number;
  readonly streams: readonly string[];
  readonly from?: readonly { readonly stream: string; readonly offset: number }[];
  readonly tailBytes?: number;
  readonly limitBytes?: number;
}

const coordinator = { current: new FakeCoordinator() };
let session: LogSession;
let told: FromWorker[];
let bell: () => void;

beforeEach(() => {
  coordinator.current = new FakeCoordinator();
  vi.stubGlobal("fetch", coordinator.current.fetch);
  told = [];
  bell = () => {};
  session = new LogSession((message) => {
    told.push(message);
    bell();
  });
});

afterEach(() => {
  session.close();
  vi.unstubAllGlobals();
});

function say(...messages: ToWorker[]): void {
  for (const message of messages) session.take(message);
}

/** The first message from now on, or among those that came, that is like this. */
async function heard<T extends FromWorker>(is: (message: FromWorker) => message is T): Promise<T> {
  for (;;) {
    const found = told.findLast(is);
    if (found !== undefined) return found;
    await new Promise<void>((resolve) => {
      bell = resolve;
    });
  }
}

const viewWith = (is: (view: View) => boolean) =>
  heard((message): message is View => message.type === "view" && is(message));
const shown = ({ rows }: View): string[] => rows.map((row) => (row.kind === "line" ? textOf(row.spans) : row.kind));
const linesOf = (count: number, line: (at: number) => string): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(Array.from({ length: count }, (_, at) => `${line(at)}\n`).join(""));

const open: ToWorker[] = [
  { type: "open", runId: "r", task: "train" },
  { type: "view", from: 0, to: 5, follow: true, anchor: 0 },
  { type: "attempts", numbers: [1] },
];

describe("a log that is opened", () => {
  test("shows its end at once, and has its beginning soon after, with numbers then", async () => {
    coordinator.current.streams.set(
      "LOG_STREAM_STDOUT",
      linesOf(20_000, (at) => `line ${at} ${"x".repeat(40)}`),
    );
    say(...open);
    const first = await viewWith(({ total }) => total > 0);
    expect(shown(first).at(-1)).toMatch(/^line 19999 /);
    const whole = await viewWith(({ total, facts }) => total === 20_000 && facts.missingBytes === 0);
    expect(whole.rows.map((row) => (row.kind === "line" ? row.number : 0))).toEqual([
      19_996, 19_997, 19_998, 19_999, 20_000,
    ]);
    expect(coordinator.current.asked[0]).toMatchObject({ attempt: 1, tailBytes: 262_144 });
    expect(coordinator.current.asked[1]).toMatchObject({ streams: ["LOG_STREAM_STDOUT"], from: [{ offset: 0 }] });
    await heard(
      (message): message is FromWorker & { type: "ready" } => message.type === "ready" && message.attempt === 1,
    );
  });

  test("shows the end of its newest attempt before anybody knows which there are, and reads it once", async () => {
    coordinator.current.streams.set(
      "LOG_STREAM_STDOUT",
      linesOf(20_000, (at) => `line ${at} ${"x".repeat(40)}`),
    );
    const [opening, looking, attempts] = open;
    say(opening as ToWorker, looking as ToWorker, { type: "newest" });
    const first = await viewWith(({ total }) => total > 0);
    expect(shown(first).at(-1)).toMatch(/^line 19999 /);
    expect(coordinator.current.asked.map(({ attempt, from }) => [attempt, from])).toEqual([[undefined, undefined]]);
    say(attempts as ToWorker);
    await viewWith(({ total, facts }) => total === 20_000 && facts.missingBytes === 0);
    expect(coordinator.current.asked.filter(({ tailBytes }) => tailBytes !== undefined)).toHaveLength(1);
    expect(told.filter(({ type }) => type === "ready")).toHaveLength(1);
  });

  test("that is told of its attempts while the newest is being read reads that once, too", async () => {
    coordinator.current.streams.set("LOG_STREAM_STDOUT", new TextEncoder().encode("one\n"));
    const [opening, looking, attempts] = open;
    say(opening as ToWorker, looking as ToWorker, { type: "newest" }, attempts as ToWorker);
    expect(shown(await viewWith(({ total }) => total === 1))).toEqual(["one"]);
    say({ type: "attempts", numbers: [1, 2] });
    await heard(
      (message): message is FromWorker & { type: "ready" } => message.type === "ready" && message.attempt === 2,
    );
    expect(coordinator.current.asked.map(({ attempt }) => attempt)).toEqual([undefined, 2]);
  });

  test("goes on with what comes live, from where it was read", async () => {
    coordinator.current.streams.set("LOG_STREAM_STDOUT", new TextEncoder().encode("one\n"));
    say(...open);
    const ready = await heard((message): message is FromWorker & { type: "ready" } => message.type === "ready");
    expect(ready.from).toEqual([{ stream: "LOG_STREAM_STDOUT", offset: 4 }]);
    const part = { attempt: 1, stream: "LOG_STREAM_STDOUT", gap: 0, length: 8, at: "2026-01-01T00:00:01Z" };
    // It may tell again what was read.
    say({ type: "live", part: { ...part, offset: 0, data: btoa("one\ntwo\n") } });
    expect(shown(await viewWith(({ total }) => total === 2))).toEqual(["one", "two"]);
    say({ type: "live", part: { ...part, offset: 18, gap: 10, length: 22, data: btoa("end\n") } });
    expect(shown(await viewWith(({ total }) => total === 4))).toEqual(["one", "two", "gap", "end"]);
  });

  test("is read again where the connection breaks", async () => {
    coordinator.current.failures = 2;
    coordinator.current.streams.set("LOG_STREAM_STDERR", new TextEncoder().encode("here\n"));
    say(...open);
    expect(shown(await viewWith(({ total }) => total === 1))).toEqual(["here"]);
  });

  test("finds lines, steps through them, and shows only them", async () => {
    coordinator.current.streams.set(
      "LOG_STREAM_STDOUT",
      linesOf(1000, (at) => (at % 100 === 50 ? `ERROR ${at}` : `fine ${at}`)),
    );
    say(...open, { type: "search", search: { text: "error", isRegex: false, matchesCase: false } });
    await viewWith(({ facts }) => facts.search?.count === 10 && !facts.search.isSearching);
    say({ type: "seek", id: 1, to: "next", than: 60 });
    const found = await heard((message): message is FromWorker & { type: "found" } => message.type === "found");
    expect(found.found).toMatchObject({ index: 150, place: 2 });
    say({ type: "filter", filter: { ...everything, onlyHits: true } });
    const only = await viewWith(({ total }) => total === 10);
    expect(shown(only)).toEqual(["ERROR 550", "ERROR 650", "ERROR 750", "ERROR 850", "ERROR 950"]);
    const [first] = only.rows;
    expect(first).toMatchObject({ number: 551, isHit: true, ranges: [[0, 5]] });
    say({ type: "search", search: { text: "(", isRegex: true, matchesCase: false } });
    await viewWith(({ facts }) => facts.search?.problem?.includes("Unterminated") === true);
  });

  test("leads to a line once it is there, and to the first error", async () => {
    const lines = linesOf(20_000, (at) => (at === 7 ? "ERROR seven" : `line ${at} ${"x".repeat(40)}`));
    coordinator.current.streams.set("LOG_STREAM_STDOUT", lines);
    const offset = new TextDecoder().decode(lines).indexOf("line 3 ");
    say(...open, { type: "seek", id: 7, to: "line", address: { attempt: 1, stream: 0, offset } });
    const found = await heard((message): message is FromWorker & { type: "found" } => message.type === "found");
    expect(found).toEqual({ type: "found", id: 7, found: { index: 3, key: `1:0:${offset}`, place: undefined } });
    say({ type: "seek", id: 8, to: "level", level: levels.error });
    const error = await heard(
      (message): message is FromWorker & { type: "found" } => message.type === "found" && message.id === 8,
    );
    expect(error.found?.index).toBe(7);
  });

  test("keeps what one looks at in its place when lines come before it", async () => {
    coordinator.current.streams.set(
      "LOG_STREAM_STDOUT",
      linesOf(20_000, (at) => `line ${at} ${"x".repeat(40)}`),
    );
    say(...open);
    const first = await viewWith(({ total }) => total > 0 && total < 20_000);
    const anchored = { type: "view", from: first.from, to: first.from + 5, follow: false, anchor: first.from } as const;
    say(anchored);
    const whole = await viewWith(({ total }) => total === 20_000);
    expect(shown(whole)).toEqual(shown(first));
    const shifts = told.filter((message) => message.type === "view").reduce((sum, { shift }) => sum + shift, 0);
    expect(first.from + shifts).toBe(whole.from);
  });
});
