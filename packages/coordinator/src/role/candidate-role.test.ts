import type { AgentHello, Engine, LeaderInfo, Leadership, Reader, SessionLink } from "@troupe/engine";
import { notLeader, silentLog } from "@troupe/engine";
import { VirtualClock } from "@troupe/engine/adapters";
import { beforeEach, describe, expect, test } from "vitest";
import { CandidateRole } from "./candidate-role.ts";

/** An election in hand. */
class Election implements Leadership {
  readonly #listeners = new Set<(leader: LeaderInfo | undefined) => void>();
  #leader: LeaderInfo | undefined;
  taken = Promise.withResolvers<void>();

  async lead(signal: AbortSignal) {
    const { promise, reject } = Promise.withResolvers<never>();
    signal.addEventListener("abort", () => reject(signal.reason));
    await Promise.race([this.taken.promise, promise]);
    const { signal: lost } = new AbortController();
    return { clusterId: "c", term: 7, trustedUntil: () => 0, lost, resign: async () => {} };
  }

  leader(): LeaderInfo | undefined {
    return this.#leader;
  }

  hear(leader: LeaderInfo | undefined): void {
    this.#leader = leader;
    for (const listener of this.#listeners) listener(leader);
  }

  onLeaderChange(listener: (leader: LeaderInfo | undefined) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {}
}

const leader = (term: number): LeaderInfo => ({ name: `c${term}`, address: `c${term}:1`, httpUrl: null, term });
const hello = { agentId: "a1" } as AgentHello;
const link: SessionLink = { send: () => true, close() {}, handOver() {} };

/** Of an engine or reader, what is asked here. */
function agents(name: string, connected: string[]) {
  return {
    connect: async () => {
      if (name === "reader") throw notLeader();
      connected.push(name);
      return {};
    },
  };
}

let clock: VirtualClock;
let election: Election;
let connected: string[];
let ended: AbortController;
let ready: PromiseWithResolvers<Engine>;
let role: CandidateRole;
beforeEach(() => {
  clock = new VirtualClock();
  election = new Election();
  connected = [];
  ended = new AbortController();
  ready = Promise.withResolvers();
  role = new CandidateRole({
    reader: { agents: agents("reader", connected) } as unknown as Reader,
    clock,
    log: silentLog,
    lead: async (leadership, signal) => {
      await leadership.lead(signal);
      return ready.promise;
    },
    onTerm: () => undefined,
  });
});

const engine = () =>
  ({
    term: 7,
    ended: ended.signal,
    agents: agents("engine", connected),
    stop: async () => ended.abort(notLeader()),
  }) as unknown as Engine;

describe("an agent that comes to a candidate", () => {
  test("is refused while that follows", async () => {
    role.campaign(election);
    await expect(role.agents.connect(hello, link)).rejects.toMatchObject({ code: "NOT_LEADER" });
  });

  test("waits while that takes over, and is welcomed by its engine", async () => {
    role.campaign(election);
    election.taken.resolve();
    await clock.advance(0);
    const session = role.agents.connect(hello, link);
    await clock.advance(1000);
    expect(connected).toEqual([]);
    ready.resolve(engine());
    await session;
    expect(connected).toEqual(["engine"]);
  });

  test("is refused after all if that cannot take over", async () => {
    role.campaign(election);
    election.taken.resolve();
    await clock.advance(0);
    const session = role.agents.connect(hello, link);
    ready.reject(new Error("the store is away"));
    await expect(session).rejects.toMatchObject({ code: "NOT_LEADER" });
  });
});

describe("whoever waits until somebody leads", () => {
  const settled = async (): Promise<() => boolean> => {
    let isSettled = false;
    void role.untilLed().then(() => {
      isSettled = true;
    });
    await clock.advance(0);
    return () => isSettled;
  };

  test("does not wait if somebody does", async () => {
    role.campaign(election);
    election.hear(leader(3));
    expect((await settled())()).toBe(true);
  });

  test("is told once somebody does", async () => {
    role.campaign(election);
    const isSettled = await settled();
    expect(isSettled()).toBe(false);
    election.hear(leader(3));
    await clock.advance(0);
    expect(isSettled()).toBe(true);
  });

  test("waits no longer than an election", async () => {
    role.campaign(election);
    const isSettled = await settled();
    await clock.advance(300);
    expect(isSettled()).toBe(true);
  });

  test("does not take a coordinator's own term, which is over, for a lead", async () => {
    role.campaign(election);
    election.taken.resolve();
    ready.resolve(engine());
    await clock.advance(0);
    election.hear(leader(7));
    ended.abort(notLeader());
    election.taken = Promise.withResolvers();
    const isSettled = await settled();
    expect(isSettled()).toBe(false);
    election.hear(leader(8));
    await clock.advance(0);
    expect(isSettled()).toBe(true);
  });
});
