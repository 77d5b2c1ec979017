import { VirtualClock } from "@troupe/engine/adapters";
import { describe, expect, test } from "vitest";
import { Repeater } from "./repeater.ts";

/** Draws the middle of each pause: 1.5 s, 3 s, 6 s... */
function repeater(hasRoom = () => true) {
  const clock = new VirtualClock();
  const said: string[] = [];
  const since = clock.monotonic();
  const repeats = new Repeater({ clock, random: () => 0.5, hasRoom });
  const say = (id: string) => () => void said.push(`${id} at ${clock.monotonic() - since}`);
  return { clock, said, repeats, say };
}

describe("a repeater", () => {
  test("says it at once, and again ever later, until it is answered", async () => {
    const { clock, said, repeats, say } = repeater();
    repeats.say("a", say("a"));
    await clock.advance(5000);
    expect(said).toEqual(["a at 0", "a at 1500", "a at 4500"]);
    repeats.answered("a");
    await clock.advance(60_000);
    expect(said).toHaveLength(3);
  });

  test("says what is expected only if it does not come, however much else is answered", async () => {
    const { clock, said, repeats, say } = repeater();
    repeats.expect("a", say("a"));
    await clock.advance(500);
    repeats.expect("b", say("b"));
    repeats.answered("a");
    await clock.advance(1499);
    expect(said).toEqual([]);
    await clock.advance(1);
    expect(said).toEqual(["b at 2000"]);
  });

  test("says each when it is due, though one that is due later came first", async () => {
    const { clock, said, repeats, say } = repeater();
    repeats.say("a", say("a"));
    await clock.advance(1500);
    repeats.expect("b", say("b"));
    await clock.advance(3000);
    expect(said).toEqual(["a at 0", "a at 1500", "b at 3000", "a at 4500"]);
  });

  test("says all of it when a session opens, and waits as at first", async () => {
    const { clock, said, repeats, say } = repeater();
    repeats.say("a", say("a"));
    await clock.advance(2000);
    repeats.sayAll();
    await clock.advance(1500);
    expect(said).toEqual(["a at 0", "a at 1500", "a at 2000", "a at 3500"]);
  });

  test("spares a coordinator that has no room, and comes back to it", async () => {
    let hasRoom = false;
    const { clock, said, repeats, say } = repeater(() => hasRoom);
    repeats.say("a", say("a"));
    await clock.advance(3000);
    expect(said).toEqual(["a at 0"]);
    hasRoom = true;
    await clock.advance(500);
    expect(said).toEqual(["a at 0", "a at 3500"]);
  });

  test("says nothing more when it was stopped", async () => {
    const { clock, said, repeats, say } = repeater();
    repeats.say("a", say("a"));
    repeats.stop();
    await clock.advance(60_000);
    expect(said).toEqual(["a at 0"]);
  });
});
