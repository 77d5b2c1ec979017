/** Goal: the feed's writer knows what its stream holds, and cuts off no entry that somebody needs. */
import { describe, expect, test } from "vitest";
import { FeedPlaces } from "./feed-places.ts";

/** "a b a" is a stream of three entries, of the runs a, b and a again; "-a" is the mark that a was dropped. */
function holding(stream: string): FeedPlaces {
  const places = new FeedPlaces();
  const events = new Map<string, number>();
  for (const [index, word] of stream.split(" ").entries()) {
    const place = index + 1;
    if (word.startsWith("-")) places.drop(word.slice(1), place);
    else {
      events.set(word, (events.get(word) ?? 0) + 1);
      places.add(word, events.get(word) ?? 0, place);
    }
  }
  return places;
}

describe("what a stream holds", () => {
  test("is what was written and not dropped", () => {
    const places = holding("a b a -a c");
    expect([places.entries, places.dead, places.last]).toEqual([2, 3, 5]);
    expect(places.has("a", 1)).toBe(false);
    expect(places.has("b", 1)).toBe(true);
    expect(places.placesOf("c")).toEqual(new Map([[1, 5]]));
    expect(["a", "b", "absent"].map((runId) => places.wasDropped(runId))).toEqual([true, false, false]);
  });

  test("counts an entry once that was written twice", () => {
    const places = holding("a b");
    places.add("a", 1, 3);
    expect([places.entries, places.dead]).toEqual([2, 1]);
    expect(places.placesOf("a")).toEqual(new Map([[1, 3]]));
  });

  test("of a dropped run lasts until what lay before its end is gone", () => {
    const places = holding("a b a -a b");
    expect(places.isLeft("a")).toBe(true);
    places.startsAt(3);
    expect(places.isLeft("a")).toBe(true);
    places.startsAt(4);
    expect([places.isLeft("a"), places.wasDropped("a")]).toEqual([false, true]);
    places.startsAt(5);
    expect(places.wasDropped("a")).toBe(false);
  });

  test("keeps what is known of a run whose mark is written once more", () => {
    const places = holding("a b -a b");
    expect(places.droppedBefore(4)).toEqual(new Set(["a"]));
    places.drop("a", 5);
    expect(places.droppedBefore(4)).toEqual(new Set());
    places.startsAt(4);
    expect([places.wasDropped("a"), places.isLeft("a")]).toEqual([true, false]);
  });
});

describe("a cut", () => {
  test("takes what lies before all that is needed, if that is half of it", () => {
    expect(holding("a a a -a b c b -c").cut(10)).toEqual({ moved: [], at: 5 });
  });

  test("moves the runs in the way, oldest first and each of them whole", () => {
    expect(holding("b a a a c b a -a c").cut(3)).toEqual({ moved: ["b"], at: 5 });
    expect(holding("b a a a c b a -a c").cut(4)).toEqual({ moved: ["b", "c"], at: 9 });
  });

  test("moves a run that is larger than what should be moved, rather than none", () => {
    expect(holding("b b b b a a a a -a c").cut(2)).toEqual({ moved: ["b"], at: 10 });
  });

  test("leaves the last message where nobody needs anything", () => {
    expect(holding("a a -a").cut(10)).toEqual({ moved: [], at: 3 });
  });

  test("comes to an end, wherever the entries lie", () => {
    const places = holding("x y z a y a b x b c z c -a -b -c");
    for (let cuts = 0; places.isLeft("a") || places.isLeft("b") || places.isLeft("c"); cuts += 1) {
      expect(cuts).toBeLessThan(5);
      const { moved, at } = places.cut(1);
      for (const runId of moved) {
        const firsts = [...(places.placesOf(runId) ?? [])].map(([first]) => first);
        const end = places.last + 1;
        places.move(runId, new Map(firsts.map((first, index) => [first, end + index])));
      }
      for (const runId of ["x", "y", "z"])
        for (const place of places.placesOf(runId)?.values() ?? []) expect(place).toBeGreaterThanOrEqual(at);
      places.startsAt(at);
    }
    expect(places.entries).toBe(6);
  });
});
