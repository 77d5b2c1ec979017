import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Endpoint } from "./endpoint.ts";

const open = () => new Endpoint({ addresses: ["a:1", "b:1"], token: null, trust: null });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("where an agent goes", () => {
  test("is to one address after the other, and to the leader once it is named", () => {
    const endpoint = open();
    endpoint.moveOn("a:1", null, false);
    expect(endpoint.address).toBe("b:1");
    expect(endpoint.moveOn("b:1", "c:1", true)).toBe("c:1");
    expect(endpoint.address).toBe("c:1");
    endpoint.moveOn("c:1", null, true);
    expect(endpoint.address).toBe("b:1");
  });

  test("is not, for a while, to a leader that did not answer, though another one still names it", () => {
    const endpoint = open();
    endpoint.moveOn("a:1", "b:1", true);
    endpoint.moveOn("b:1", null, false);
    expect(endpoint.moveOn("a:1", "b:1", true)).toBeNull();
    // Whoever answers is asked again: it hears of the next leader.
    expect(endpoint.address).toBe("a:1");
    vi.advanceTimersByTime(3000);
    expect(endpoint.moveOn("a:1", "b:1", true)).toBe("b:1");
  });

  test("is to none that did not answer just now while there are others", () => {
    const endpoint = new Endpoint({ addresses: ["a:1", "b:1", "c:1"], token: null, trust: null });
    endpoint.moveOn("a:1", null, false);
    endpoint.moveOn("b:1", "a:1", true);
    endpoint.moveOn("c:1", null, true);
    expect(endpoint.address).toBe("b:1");
    endpoint.moveOn("b:1", "c:1", true);
    endpoint.moveOn("c:1", null, false);
    expect(endpoint.address).toBe("b:1");
    endpoint.moveOn("b:1", null, false);
    // Nobody answers: in turn, then.
    expect(endpoint.address).toBe("c:1");
  });

  test("is to one that did not answer, if it was elected since", () => {
    const endpoint = open();
    endpoint.met(7);
    endpoint.moveOn("b:1", null, false);
    expect(endpoint.moveOn("a:1", "b:1", true, 7)).toBeNull();
    expect(endpoint.moveOn("a:1", "b:1", true, 8)).toBe("b:1");
    endpoint.moveOn("b:1", null, false);
    expect(endpoint.moveOn("a:1", "b:1", true, 8)).toBeNull();
  });

  test("and who answers again is gone to again", () => {
    const endpoint = open();
    endpoint.moveOn("b:1", null, false);
    endpoint.moveOn("b:1", null, true);
    expect(endpoint.moveOn("a:1", "b:1", true)).toBe("b:1");
  });
});

describe("how long a connection may take to come", () => {
  test("is longer with each time that it did not, up to a limit, and short again after an answer", () => {
    const endpoint = open();
    const waits = [endpoint.patienceMs("a:1")];
    for (let times = 0; times < 4; times += 1) {
      endpoint.moveOn("a:1", null, false);
      waits.push(endpoint.patienceMs("a:1"));
    }
    expect(waits).toEqual([1500, 3000, 6000, 10_000, 10_000]);
    expect(endpoint.patienceMs("b:1")).toBe(1500);
    endpoint.moveOn("a:1", null, true);
    expect(endpoint.patienceMs("a:1")).toBe(1500);
  });

  test("is longer to a leader that was just elected, and may be busy, than to one that may be frozen", () => {
    const endpoint = open();
    endpoint.met(7);
    endpoint.moveOn("a:1", "b:1", true, 7);
    expect(endpoint.patienceMs("b:1")).toBe(1500);
    endpoint.moveOn("b:1", "a:1", true, 8);
    expect([endpoint.patienceMs("a:1"), endpoint.patienceMs("b:1")]).toEqual([5000, 1500]);
    endpoint.met(8);
    expect(endpoint.patienceMs("a:1")).toBe(1500);
  });

  test("is remembered of so many coordinators, and no more", () => {
    const endpoint = open();
    for (let number = 0; number < 33; number += 1) endpoint.moveOn(`x:${number}`, null, false);
    expect([endpoint.patienceMs("x:0"), endpoint.patienceMs("x:1")]).toEqual([1500, 3000]);
  });
});
