import { VirtualClock } from "@troupe/engine/adapters";
import { describe, expect, test } from "vitest";
import { Delayed } from "./delayed.ts";

function delayed() {
  const clock = new VirtualClock();
  const since = clock.monotonic();
  const handed: string[] = [];
  const handOn = (item: string) => void handed.push(`${item} at ${clock.monotonic() - since}`);
  return { clock, handed, all: new Delayed<string>({ clock, delayMs: 50, handOn }) };
}

describe("what is delayed", () => {
  test("is handed on when its own time has passed", async () => {
    const { clock, handed, all } = delayed();
    all.add("a");
    await clock.advance(30);
    all.add("b");
    await clock.advance(60);
    expect(handed).toEqual(["a at 50", "b at 80"]);
  });

  test("is not handed on if it was withdrawn, and holds up nobody", async () => {
    const { clock, handed, all } = delayed();
    all.add("a");
    all.add("b");
    all.withdraw("a");
    await clock.advance(60);
    all.add("c");
    await clock.advance(60);
    expect(handed).toEqual(["b at 50", "c at 110"]);
  });

  test("waits anew when it is added again", async () => {
    const { clock, handed, all } = delayed();
    all.add("a");
    await clock.advance(30);
    all.add("a");
    await clock.advance(100);
    expect(handed).toEqual(["a at 80"]);
  });

  test("is forgotten when that is stopped", async () => {
    const { clock, handed, all } = delayed();
    all.add("a");
    all.stop();
    await clock.advance(100);
    expect(handed).toEqual([]);
  });
});
