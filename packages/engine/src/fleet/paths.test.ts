import { describe, expect, test } from "vitest";
import { askedPaths, echoedPaths, noPaths, offerPaths, openedPaths, type Paths, provenPaths } from "./paths.ts";

/** An agent beats once for each entry, echoing what came down the paths that are named. */
function beats(heard: readonly (readonly string[])[]): readonly (readonly string[])[] {
  let nonce = 1;
  let paths: Paths = openedPaths(nonce);
  const has: Record<string, number> = {};
  return heard.map((names) => {
    for (const name of names) has[name] = nonce;
    paths = echoedPaths(paths, has);
    const proven = provenPaths(paths);
    nonce += 1;
    paths = askedPaths(paths, nonce);
    return proven;
  });
}

const both = ["session", "nats"];

describe("a path", () => {
  test("is proven by the echo of its nonce, and the session by its hello", () => {
    expect(provenPaths(openedPaths(7))).toEqual(["session"]);
    expect(beats([[], both])).toEqual([["session"], ["nats", "session"]]);
  });

  test("stays proven with one nonce lost, and not with two", () => {
    expect(beats([both, both, ["session"], ["session"]]).map((proven) => proven.includes("nats"))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test("that never echoed is not proven, and an agent without any is deaf", () => {
    expect(beats([[], [], []])).toEqual([["session"], ["session"], []]);
    expect(provenPaths(noPaths)).toEqual([]);
  });

  test("is proven again by its next echo", () => {
    expect(beats([["nats"], [], [], [], ["nats"]]).at(-1)).toEqual(["nats"]);
  });

  test("is not proven by a nonce of another time", () => {
    const paths = askedPaths(askedPaths(openedPaths(10), 11), 12);
    expect(provenPaths(echoedPaths(paths, { nats: 10 }))).toEqual([]);
    expect(provenPaths(echoedPaths(paths, { nats: 99 }))).toEqual([]);
  });
});

describe("an offer", () => {
  test("takes the preferred path first, and another one when it is repeated", () => {
    expect([0, 1, 2].map((round) => offerPaths(["nats", "session"], "nats", round)[0])).toEqual([
      "nats",
      "session",
      "nats",
    ]);
  });

  test("takes the other path if the first does not take it", () => {
    expect(offerPaths(["nats", "session"], "nats", 0)).toEqual(["nats", "session"]);
  });

  test("goes nowhere without a proven path", () => {
    expect(offerPaths([], "nats", 3)).toEqual([]);
    expect(offerPaths(["session"], "nats", 3)).toEqual(["session"]);
  });
});
