import { describe, expect, test } from "vitest";
import type { Cluster } from "../../api/messages.ts";
import { bannerWords, calm, type FailOver, heardCluster, heardLink, toldMs } from "./fail-over.ts";

const led = (name: string, term: number, store = "STORE_STATE_OK"): Cluster =>
  ({ name: "c", leader: { name, term }, coordinators: [], store: { state: store } }) as unknown as Cluster;
const leaderless = { name: "c", coordinators: [], store: { state: "STORE_STATE_OK" } } as unknown as Cluster;

const follow = (clusters: readonly (readonly [Cluster, number])[], from: FailOver = calm): FailOver =>
  clusters.reduce((state, [cluster, now]) => heardCluster(state, cluster, now), from);

describe("a fail-over", () => {
  test("is told from when nobody leads until another one does, and a while longer", () => {
    const lost = follow([
      [led("one", 4), 0],
      [leaderless, 1000],
      [leaderless, 2000],
    ]);
    expect(bannerWords(lost, "open", 3000)).toMatchObject({ tone: "bad", title: "one leads no more" });
    expect(bannerWords(lost, "open", 3000)?.text).toContain("2 s");
    const taken = follow([[led("two", 9), 3400]], lost);
    expect(bannerWords(taken, "open", 3500)).toMatchObject({
      tone: "good",
      title: "two has taken over from one after 2.4 s",
    });
    expect(bannerWords(taken, "open", 3400 + toldMs)).toBeUndefined();
  });

  test("that nobody saw the middle of is told by its end", () => {
    const taken = follow([
      [led("one", 4), 0],
      [led("two", 9), 1000],
    ]);
    expect(bannerWords(taken, "open", 1000)?.title).toBe("two has taken over from one");
    expect(bannerWords(follow([[led("one", 12), 2000]], taken), "open", 2000)?.title).toBe(
      "one has taken over from two",
    );
  });

  test("is not undone by somebody who has not heard of it", () => {
    const taken = follow([
      [led("one", 4), 0],
      [led("two", 9), 1000],
      [led("one", 4), 1100],
    ]);
    expect(taken.lead).toEqual({ name: "two", term: 9 });
  });
});

test("a connection that is broken is said at once, and no more when the cluster answers as before", () => {
  const broken = heardLink(follow([[led("one", 4), 0]]), "broken", 500);
  expect(bannerWords(broken, "broken", 600)).toMatchObject({ tone: "bad", title: "The coordinator does not answer" });
  expect(heardLink(broken, "broken", 900).lostAt).toBe(500);
  expect(bannerWords(follow([[led("one", 4), 1500]], broken), "open", 1500)).toBeUndefined();
});

test("nothing is said while all is well; what is wrong with the store is", () => {
  expect(bannerWords(calm, "open", 0)).toBeUndefined();
  expect(bannerWords(follow([[led("one", 1), 0]]), "open", 0)).toBeUndefined();
  expect(bannerWords(follow([[led("one", 1, "STORE_STATE_FILLING"), 0]]), "open", 0)?.tone).toBe("warn");
  expect(bannerWords(follow([[led("one", 1, "STORE_STATE_FULL"), 0]]), "open", 0)?.title).toContain("full");
});
