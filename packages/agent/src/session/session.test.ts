import type { AgentHello } from "@troupe/engine";
import { VirtualClock } from "@troupe/engine/adapters";
import { pino } from "pino";
import { beforeEach, describe, expect, test } from "vitest";
import type {
  CoordinatorLink,
  FromCoordinator,
  SessionHandlers,
  SessionStream,
  ToCoordinator,
} from "../ports/coordinator-link.ts";
import type { Hint, OfferLink } from "../ports/offer-link.ts";
import { Backoff } from "./backoff.ts";
import { type Order, Session, type SessionHost, type Welcome } from "./session.ts";

const hello: AgentHello = {
  agentId: "a",
  incarnation: "i",
  host: "h",
  version: "0",
  labels: {},
  capacity: { millicpus: 0, memoryBytes: 0, gpus: 0 },
  devices: [],
  held: [],
  clusterId: "",
  termSeen: 0,
  draining: false,
  standingClaim: true,
  isolationTier: 3,
};

class FakeStream implements SessionStream {
  readonly handlers: SessionHandlers;
  readonly sent: ToCoordinator[] = [];
  isDrained = true;
  isConnected = false;
  outcome = "open";

  constructor(handlers: SessionHandlers) {
    this.handlers = handlers;
  }

  send(message: ToCoordinator): boolean {
    this.sent.push(message);
    return this.isDrained;
  }

  end(): void {
    this.outcome = "ended";
    this.handlers.closed({ reason: "ended" });
  }

  abort(): void {
    this.outcome = "aborted";
    this.handlers.closed({ reason: "aborted" });
  }
}

class FakeLink implements CoordinatorLink {
  readonly opened: FakeStream[] = [];
  readonly at: number[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  open(_hello: AgentHello, handlers: SessionHandlers): SessionStream {
    const stream = new FakeStream(handlers);
    this.opened.push(stream);
    this.at.push(this.#now());
    return stream;
  }

  get last(): FakeStream {
    const stream = this.opened.at(-1);
    if (stream === undefined) throw new Error("nothing was opened");
    return stream;
  }

  close(): void {}
}

/** The second path, in hand. */
class FakeOffers implements OfferLink {
  readonly path = "nats";
  clusterId = "";
  say: (hint: Hint) => void = () => undefined;

  listen(clusterId: string, heard: (hint: Hint) => void): void {
    this.clusterId = clusterId;
    this.say = heard;
  }

  async close(): Promise<void> {}
}

let offers: FakeOffers;
let clock: VirtualClock;
const usage = { cpu: 0.5, memoryBytes: 1, memoryTotalBytes: 4, devices: [] };

let link: FakeLink;
let told: (Order | Welcome)[];
let refusal: string | null;
let session: Session;
beforeEach(() => {
  clock = new VirtualClock();
  offers = new FakeOffers();
  link = new FakeLink(() => clock.monotonic());
  told = [];
  refusal = null;
  const host: SessionHost = {
    hello: () => hello,
    admit: () => refusal,
    opened: (welcome) => told.push(welcome),
    order: (order) => told.push(order),
    load: () => ({ usage, running: 3 }),
  };
  session = new Session({ link, offers, clock, random: () => 1, host, log: pino({ level: "silent" }) });
  session.start();
});

const say = (message: FromCoordinator): void => link.last.handlers.message(message);
const welcome: Welcome = { type: "Welcome", clusterId: "c", term: 1, beatIntervalMs: 2000, superseded: [] };
const draining: Order = { type: "SetDraining", draining: true };

describe("connecting", () => {
  test("is tried for ever, ever less often, at least every five seconds", async () => {
    const waits: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      const closedAt = clock.monotonic();
      link.last.handlers.closed({ reason: "refused" });
      await clock.runUntil(() => link.opened.length === n + 2, 60_000);
      waits.push(clock.monotonic() - closedAt);
    }
    expect(waits).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
  });

  test("that nobody welcomes is given up", async () => {
    await clock.advance(10_000);
    expect(link.opened[0]?.outcome).toBe("aborted");
    await clock.advance(50);
    expect(link.opened).toHaveLength(2);
  });

  test("a coordinator that is none of ours is left, and nothing it says counts", async () => {
    refusal = "of a lower term";
    say(welcome);
    say(draining);
    expect(link.last.outcome).toBe("aborted");
    expect(told).toEqual([]);
  });

  test("what comes before the welcome does not count", () => {
    say(draining);
    say(welcome);
    say(draining);
    expect(told).toEqual([welcome, draining]);
  });

  test("a coordinator that cannot keep a session is not hurried; one that did is come back to at once", async () => {
    for (let n = 0; n < 8; n += 1) {
      say(welcome);
      link.last.handlers.closed({ reason: "another session of this agent" });
      await clock.advance(5000);
    }
    say(welcome);
    await clock.advance(5000);
    const count = link.opened.length;
    link.last.handlers.closed({ reason: "it was restarted" });
    await clock.advance(50);
    expect(link.opened).toHaveLength(count + 1);
  });
});

describe("an open session", () => {
  test("beats, with what came down and how busy the machine is", async () => {
    say(welcome);
    await clock.advance(2000);
    say({ type: "BeatEcho", sequence: 1, nonce: 9 });
    await clock.advance(2000);
    const load = { usage, running: 3 };
    expect(link.last.sent).toEqual([
      { type: "Beat", sequence: 1, nonces: {}, ...load },
      { type: "Beat", sequence: 2, nonces: { session: 9 }, ...load },
    ]);
  });

  test("has no room, and no beats, while the other side is slow", async () => {
    say(welcome);
    link.last.isDrained = false;
    expect(session.hasRoom).toBe(false);
    await clock.advance(4000);
    expect(link.last.sent).toEqual([]);
  });

  test("is left when the other side has been silent for long", async () => {
    say(welcome);
    for (let n = 0; n < 10; n += 1) {
      await clock.advance(2000);
      say({ type: "BeatEcho", sequence: n, nonce: n });
    }
    expect(link.opened).toHaveLength(1);
    await clock.advance(13_000);
    expect(link.opened[0]?.outcome).toBe("aborted");
  });

  test("ends with a goodbye, and is not opened again", async () => {
    say(welcome);
    await session.stop("upgraded");
    expect(link.last.sent).toEqual([{ type: "Goodbye", reason: "upgraded" }]);
    await clock.advance(60_000);
    expect(link.opened).toHaveLength(1);
  });

  test("that was given up is not heard any more", async () => {
    say(welcome);
    const first = link.last;
    first.handlers.closed({ reason: "gone" });
    first.handlers.message(draining);
    first.handlers.closed({ reason: "gone again" });
    await clock.advance(60);
    expect(told).toEqual([welcome]);
    expect(link.opened).toHaveLength(2);
  });
});

test("full jitter spreads between nothing and the ceiling", () => {
  const half = new Backoff({ initialMs: 100, maxMs: 1000, random: () => 0.5 });
  expect([1, 2, 3, 4, 5, 6].map(() => half.next())).toEqual([50, 100, 200, 400, 500, 500]);
  half.reset();
  expect(half.next()).toBe(50);
  const none = new Backoff({ initialMs: 100, maxMs: 1000, random: () => 0 });
  expect([none.next(), none.next()]).toEqual([0, 0]);
});

describe("a coordinator that leads not", () => {
  test("is left at once for the one that it names", async () => {
    link.last.handlers.closed({ reason: "not the leader", notLeader: { leader: "b:1" } });
    await clock.advance(50);
    expect(link.at).toEqual([0, 50]);
  });

  test("is not followed for ever: two that name each other are tried no more often than one that knows of none", async () => {
    const step = async () => {
      link.last.handlers.closed({ reason: "not the leader", notLeader: { leader: "b:1" } });
      const before = link.opened.length;
      while (link.opened.length === before) await clock.advance(50);
    };
    for (let times = 0; times < 8; times += 1) await step();
    const pauses = link.at.slice(1).map((at, index) => at - (link.at[index] ?? 0));
    expect(pauses).toEqual([50, 50, 50, 500, 500, 500, 500, 500]);
  });

  test("and names one that is gone: both are asked again soon, until somebody leads", async () => {
    for (let times = 0; times < 6; times += 1) {
      link.last.handlers.closed({ reason: "not the leader", notLeader: { leader: "gone:1" } });
      await clock.advance(500);
      link.last.handlers.closed({ reason: "connection refused" });
      await clock.advance(50);
    }
    expect(link.opened).toHaveLength(13);
  });

  test("and knows of none is asked again soon, however long the election takes", async () => {
    for (let times = 0; times < 5; times += 1) {
      link.last.handlers.closed({ reason: "not the leader", notLeader: { leader: null } });
      await clock.advance(500);
    }
    expect(link.at).toEqual([0, 500, 1000, 1500, 2000, 2500]);
  });
});

describe("what comes beside the session", () => {
  const hint = (term: number, message: Hint["message"], clusterId = "c"): Hint => ({ clusterId, term, message });
  const offer: Extract<Hint["message"], { type: "UnreadableOffer" }> = {
    type: "UnreadableOffer",
    key: { runId: "r", task: "t", attempt: 1 },
    reason: "no spec",
  };
  const nonce = (value: number): Hint["message"] => ({ type: "BeatEcho", sequence: 0, nonce: value });
  const beats = () => link.last.sent.filter((message) => message.type === "Beat").map(({ nonces }) => nonces);

  test("is echoed by path in the next beat", async () => {
    say(welcome);
    expect(offers.clusterId).toBe("c");
    say({ type: "BeatEcho", sequence: 0, nonce: 4 });
    offers.say(hint(1, nonce(3)));
    await clock.advance(2000);
    expect(beats()).toEqual([{ session: 4, nats: 3 }]);
  });

  test("is obeyed only from the leader that the session is with", () => {
    offers.say(hint(1, offer));
    say(welcome);
    for (const [term, cluster] of [
      [0, "c"],
      [2, "c"],
      [1, "d"],
    ] as const)
      offers.say(hint(term, offer, cluster));
    expect(told).toEqual([welcome]);
    offers.say(hint(1, offer));
    expect(told).toEqual([welcome, offer]);
  });

  const leads: Hint["message"] = { type: "Leads" };

  test("says that there is another leader: it is asked for once the one before had a moment to say where it is", async () => {
    say(welcome);
    await clock.advance(1000);
    offers.say(hint(2, leads));
    await clock.advance(140);
    expect(link.last.outcome).toBe("open");
    await clock.advance(10);
    expect(link.last.outcome).toBe("aborted");
    await clock.advance(50);
    expect(link.opened).toHaveLength(2);
  });

  test("and is not believed twice, nor by an older term, nor of another cluster", async () => {
    say(welcome);
    for (const said of [hint(1, leads), hint(0, leads), hint(2, leads, "d")]) offers.say(said);
    expect(link.last.outcome).toBe("open");
    offers.say(hint(2, leads));
    await clock.advance(200);
    offers.say(hint(2, leads));
    await clock.advance(200);
    expect(link.opened).toHaveLength(2);
  });

  test("nor before it is known which cluster is ours", () => {
    offers.say(hint(2, leads));
    expect(link.last.outcome).toBe("open");
  });

  test("and ends a wait for better times, but not one on the way to a leader", async () => {
    say(welcome);
    link.last.handlers.closed({ reason: "not the leader", notLeader: { leader: null } });
    offers.say(hint(2, leads));
    await clock.advance(50);
    expect(link.opened).toHaveLength(2);
    link.last.handlers.closed({ reason: "not the leader", notLeader: { leader: "b:1" } });
    await clock.advance(40);
    offers.say(hint(3, leads));
    await clock.advance(10);
    expect(link.opened).toHaveLength(3);
  });

  test("and says nothing new to who is on the way to that leader, but of a later one", async () => {
    say(welcome);
    link.last.handlers.closed({ reason: "not the leader", notLeader: { leader: "b:1", term: 3 } });
    await clock.advance(50);
    expect(link.opened).toHaveLength(2);
    offers.say(hint(3, leads));
    expect(link.last.outcome).toBe("open");
    offers.say(hint(4, leads));
    expect(link.last.outcome).toBe("aborted");
  });

  test("and has a coordinator left that does not answer, but not one that takes over", async () => {
    say(welcome);
    link.last.handlers.closed({ reason: "gone" });
    await clock.advance(50);
    offers.say(hint(2, leads));
    expect(link.last.outcome).toBe("aborted");
    await clock.advance(50);
    link.last.isConnected = true;
    offers.say(hint(3, leads));
    expect(link.last.outcome).toBe("open");
  });

  test("proves no path for a deposed leader, nor for another session", async () => {
    say(welcome);
    offers.say(hint(0, nonce(7)));
    await clock.advance(2000);
    expect(beats()).toEqual([{}]);
    offers.say(hint(1, nonce(8)));
    link.last.handlers.closed({ reason: "gone" });
    await clock.advance(1000);
    say(welcome);
    await clock.advance(2000);
    expect(beats()).toEqual([{}]);
  });
});
