import { TroupeError } from "@troupe/core";
import { silentLog } from "@troupe/engine";
import { VirtualClock } from "@troupe/engine/adapters";
import { describe, expect, it } from "vitest";
import { EtcdTerm } from "./etcd-term.ts";
import { KeptLease, type LeaseClient } from "./kept-lease.ts";

const ttlMs = 5000;
const timeout = () => new TroupeError("no answer", { code: "STORE_UNREACHABLE", reaction: "retry" });

/** A lease of an etcd that answers when, and as, the test says. */
async function granted() {
  const clock = new VirtualClock();
  const asked: { readonly answer: (ttl: number) => void; readonly fail: () => void }[] = [];
  const client: LeaseClient = {
    requestTimeoutMs: 1000,
    once: (what) => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      if (what === "a lease") resolve({ ID: "7" });
      else asked.push({ answer: (ttl) => resolve({ TTL: String(ttl) }), fail: () => reject(timeout()) });
      return promise as never;
    },
  };
  const lease = await KeptLease.grant(client, clock, ttlMs);
  return { clock, lease, asked };
}

describe("a lease that is kept", () => {
  it("counts from when the answered keepalive was sent, however late the answer comes", async () => {
    const { clock, lease, asked } = await granted();
    await clock.advance(1000);
    const sentAt = clock.monotonic();
    await clock.advance(30_000);
    asked[0]?.answer(5);
    await clock.advance(0);
    expect(lease.keptUntil()).toBe(sentAt + ttlMs);
    expect(lease.keptUntil()).toBeLessThan(clock.monotonic());
  });

  it("is asked for again soon after a keepalive that failed, and counts from the last that did not", async () => {
    const { clock, lease, asked } = await granted();
    const grantedAt = clock.monotonic();
    await clock.advance(1000);
    asked[0]?.fail();
    await clock.advance(100);
    expect([asked.length, lease.keptUntil()]).toEqual([2, grantedAt + ttlMs]);
    asked[1]?.answer(5);
    await clock.advance(0);
    expect(lease.keptUntil()).toBe(grantedAt + 1100 + ttlMs);
  });

  it("is over when etcd says so", async () => {
    const { clock, lease, asked } = await granted();
    await clock.advance(1000);
    asked[0]?.answer(0);
    await clock.advance(0);
    expect([lease.isOver, lease.keptUntil()]).toEqual([true, Number.NEGATIVE_INFINITY]);
    await clock.advance(60_000);
    expect(asked.length).toBe(1);
  });
});

describe("a term in etcd", () => {
  it("ends by itself, and gives the key up, when no keepalive was answered for as long as its lease lasts", async () => {
    const { clock, lease } = await granted();
    let released = 0;
    const release = async () => void released++;
    const term = new EtcdTerm({ clusterId: "c", term: 3, lease, clock, log: silentLog, marginMs: 500, release });
    expect(term.trustedUntil()).toBe(clock.monotonic() + ttlMs - 500);
    await clock.advance(ttlMs - 501);
    expect(term.lost.aborted).toBe(false);
    await clock.advance(1);
    expect(term.lost.reason).toMatchObject({ code: "TERM_ENDED", reaction: "step-down" });
    expect([term.trustedUntil(), released]).toEqual([Number.NEGATIVE_INFINITY, 1]);
  });

  /** A term whose key and lease are given back as the test says; what it logs. */
  async function resigning(keys: readonly boolean[], leases: readonly boolean[]) {
    const { clock, lease, asked } = await granted();
    const said: string[] = [];
    const say = (_: object, message: string) => void said.push(message);
    const log = { info: say, warn: say, error: say };
    let tries = 0;
    const release = async () => {
      if (keys[tries++] !== true) throw timeout();
    };
    const term = new EtcdTerm({ clusterId: "c", term: 3, lease, clock, log, marginMs: 500, release });
    let isLeft = false;
    void term.resign().then(() => {
      isLeft = true;
    });
    for (const isEnded of leases) {
      const revoking = asked.at(-1);
      if (isEnded) revoking?.answer(0);
      else revoking?.fail();
      await clock.advance(100);
    }
    return { clock, asked, said, isLeft: () => isLeft };
  }

  it("is over for a successor as soon as either its key or its lease is given back", async () => {
    for (const [keys, leases] of [
      [[true], [false]],
      [[false], [true]],
    ] as const) {
      const { isLeft, said } = await resigning(keys, leases);
      expect([isLeft(), said]).toEqual([true, [expect.stringMatching(/^the lead is given back, but/)]]);
    }
  });

  it("is given back again where neither worked, and says so", async () => {
    const { isLeft, said, asked } = await resigning([false, false, true], [false, false, true]);
    expect([isLeft(), asked.length]).toEqual([true, 3]);
    expect(said).toEqual(Array.from({ length: 2 }, () => expect.stringMatching(/trying again$/)));
  });

  it("is left to the end of its lease where etcd is not to be had for so long, and says so", async () => {
    const { clock, isLeft, said, asked } = await resigning([], [false]);
    expect(isLeft()).toBe(false);
    await clock.advance(ttlMs);
    asked.at(-1)?.fail();
    await clock.advance(0);
    expect([isLeft(), said.at(-1)]).toEqual([true, expect.stringMatching(/has to wait for the end of its lease$/)]);
  });
});
