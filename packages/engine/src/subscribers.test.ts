import { describe, expect, it, vi } from "vitest";
import { Subscribers } from "./subscribers.ts";

describe("subscribers", () => {
  it("are told in order, also of news that comes while news is told", () => {
    const subscribers = new Subscribers<{ readonly text: string }>();
    const told: string[] = [];
    subscribers.add(({ text }) => {
      if (text === "first") subscribers.tell({ text: "second" });
    });
    subscribers.add(({ text }) => told.push(text));
    subscribers.tell({ text: "first" });
    expect(told).toEqual(["first", "second"]);
  });

  it("may be the same function twice, and stop one at a time", () => {
    const subscribers = new Subscribers<readonly string[]>();
    const tell = vi.fn();
    const stop = subscribers.add(tell);
    subscribers.add(tell);
    subscribers.tell([]);
    stop();
    subscribers.tell([]);
    expect(tell).toHaveBeenCalledTimes(3);
  });

  it("are told although one of them throws, and the process learns of it", async () => {
    const subscribers = new Subscribers<readonly string[]>();
    const told: string[] = [];
    const broken = new Error("a bug in a subscriber");
    subscribers.add(() => {
      throw broken;
    });
    subscribers.add(() => told.push("told"));
    const crash = vi.spyOn(globalThis, "queueMicrotask").mockImplementation(() => {});
    subscribers.tell([]);
    const thrower = crash.mock.calls[0]?.[0];
    crash.mockRestore();
    expect(told).toEqual(["told"]);
    expect(thrower).toThrow(broken);
  });
});
