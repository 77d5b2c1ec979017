import { describe, expect, it } from "vitest";
import { MemoryElection } from "./leadership.ts";
import { MemoryStateStore } from "./state-store.ts";

const never = new AbortController().signal;

async function elected() {
  const store = new MemoryStateStore();
  const election = new MemoryElection(store);
  const lease = await election.candidate().lead(never);
  const commit = (term: number) => store.commit({ term, previous: 0, marker: 1, puts: [], deletes: [] });
  return { election, lease, commit };
}

describe("an election in memory", () => {
  it("can depose a leader that does not know it: its batches are fenced at once", async () => {
    const { election, lease, commit } = await elected();
    election.depose({ tell: false });
    expect(lease.lost.aborted).toBe(false);
    expect(await commit(lease.term)).toBe("fenced");
  });

  it("lets the next candidate lead when the leader is deposed", async () => {
    const { election, lease, commit } = await elected();
    const next = election.candidate().lead(never);
    election.depose();
    expect(lease.lost.aborted).toBe(true);
    const { term } = await next;
    expect(term).toBeGreaterThan(lease.term);
    await lease.resign();
    expect(await commit(term)).toBe("committed");
  });

  it("passes over candidates that have stopped waiting or were closed", async () => {
    const { election, lease } = await elected();
    const stop = new AbortController();
    const stopped = election.candidate().lead(stop.signal);
    const closing = election.candidate();
    const closed = closing.lead(never);
    const next = election.candidate().lead(never);
    stop.abort(new Error("told to stop"));
    await Promise.all([
      expect(stopped).rejects.toThrow("told to stop"),
      expect(closed).rejects.toThrow("This candidate was closed."),
      closing.close(),
    ]);
    await lease.resign();
    expect((await next).lost.aborted).toBe(false);
  });

  it("tells every candidate who leads but a leader that was deposed and does not know it", async () => {
    const store = new MemoryStateStore();
    const election = new MemoryElection(store);
    const [a, b] = ["a", "b"].map((name) => election.candidate({ name, address: `${name}:1`, httpUrl: null }));
    const { term } = (await a?.lead(never)) ?? {};
    expect(b?.leader()).toEqual({ name: "a", address: "a:1", httpUrl: null, term });
    election.depose({ tell: false });
    expect([a?.leader()?.term, b?.leader()]).toEqual([term, undefined]);
  });
});
