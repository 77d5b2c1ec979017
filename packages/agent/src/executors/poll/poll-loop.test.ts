import { TroupeError } from "@troupe/core";
import { VirtualClock } from "@troupe/engine/adapters";
import { describe, expect, it } from "vitest";
import type { Look, Sight } from "../../ports/look.ts";
import { PollLoop, type Waiter } from "./poll-loop.ts";

const ready: Sight = { isReady: true, facts: {}, seen: "there" };
const notYet: Sight = { isReady: false, seen: "503" };

/** A loop over places that answer as a test says, and what its waiters hear. */
function setUp(answer: (look: Look, at: number, signal: AbortSignal) => Promise<Sight> | Sight, limits = {}) {
  const clock = new VirtualClock();
  const began = clock.monotonic();
  const looks: { readonly at: number; readonly url: string }[] = [];
  const loop = new PollLoop({
    looker: {
      placeOf: ({ inputs }) => new URL(String(inputs.url)).host,
      look: async (look, signal) => {
        const at = clock.monotonic() - began;
        looks.push({ at, url: String(look.inputs.url) });
        return answer(look, at, signal);
      },
    },
    clock,
    random: () => 0,
    ...limits,
  });
  const heard: string[] = [];
  const wait = (url: string, everyMs = 10_000) => {
    const runs = { kind: "poll", for: { kind: "http" }, everyMs } as const;
    const waiter: Waiter = {
      look: { runs, inputs: { url } },
      everyMs,
      ready: () => void heard.push("ready"),
      notYet: (seen) => void heard.push(seen),
      refused: ({ code }) => void heard.push(code),
    };
    return loop.add(waiter);
  };
  return { clock, loop, looks, heard, wait };
}

describe("the loop of all waits", () => {
  it("looks at once, then again and again until it is there", async () => {
    const { clock, loop, looks, heard, wait } = setUp((_look, at) => (at < 25_000 ? notYet : ready));
    wait("http://a/1");
    await clock.advance(60_000);
    expect(looks.map(({ at }) => at)).toEqual([0, 10_000, 20_000, 30_000]);
    expect(heard).toEqual(["503", "503", "503", "ready"]);
    expect(loop.size).toBe(0);
  });

  it("stops when nobody waits any more, and gives up a look that is under way", async () => {
    let left: AbortSignal | undefined;
    const { clock, looks, heard, wait } = setUp((_look, _at, signal) => {
      left = signal;
      return new Promise(() => {});
    });
    const leave = wait("http://a/1");
    await clock.advance(1000);
    leave();
    expect(left?.aborted).toBe(true);
    await clock.advance(60_000);
    expect(looks).toHaveLength(1);
    expect(heard).toEqual([]);
  });

  it("takes a place that does not answer for one that is not ready, in time", async () => {
    const { clock, heard, wait } = setUp(
      (_look, _at, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    );
    wait("http://a/1", 5000);
    await clock.advance(5001);
    expect(heard).toEqual(["no answer in time"]);
  });

  it("tells what cannot be reached in words, and what never will be as a refusal", async () => {
    const refused = new TroupeError("no", { code: "CONNECTION_UNKNOWN", reaction: "reject" });
    const { clock, loop, heard, wait } = setUp(({ inputs }) => {
      throw inputs.url === "http://a/never" ? refused : new Error("fetch failed", { cause: new Error("ECONNREFUSED") });
    });
    wait("http://a/down");
    wait("http://a/never");
    await clock.advance(1);
    expect(heard).toEqual(["fetch failed: ECONNREFUSED", "CONNECTION_UNKNOWN"]);
    expect(loop.size).toBe(1);
  });

  it("looks at one place only so often at once, and lets nobody else wait for it", async () => {
    let open = 0;
    let most = 0;
    const { clock, looks, wait } = setUp(
      ({ inputs }) => {
        if (String(inputs.url).startsWith("http://b")) return ready;
        most = Math.max(most, ++open);
        return new Promise((resolve) => {
          clock.after(1000, () => {
            open -= 1;
            resolve(ready);
          });
        });
      },
      { perPlace: 2 },
    );
    for (let index = 0; index < 10; index++) wait(`http://slow/${index}`);
    wait("http://b/1");
    await clock.advance(1);
    expect(looks.filter(({ url }) => url.startsWith("http://b"))).toHaveLength(1);
    await clock.advance(10_000);
    expect(looks).toHaveLength(11);
    expect(most).toBe(2);
  });

  it("has one timer for ten thousand", async () => {
    const { clock, loop, looks, wait } = setUp(() => notYet);
    let timers = 0;
    const after = clock.after.bind(clock);
    clock.after = (ms, call) => {
      timers += 1;
      const over = () => {
        timers -= 1;
      };
      const timer = after(ms, () => {
        over();
        call();
      });
      return {
        cancel: () => {
          over();
          timer.cancel();
        },
      };
    };
    for (let index = 0; index < 10_000; index++) wait(`http://h${index % 100}/${index}`);
    await clock.advance(5000);
    expect(looks).toHaveLength(10_000);
    expect(timers).toBe(1);
    expect(loop.size).toBe(10_000);
  });
});
