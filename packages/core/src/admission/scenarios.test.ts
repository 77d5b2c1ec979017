/**
 * Golden scenarios of overlapping runs. A story is a list of steps: `+a` makes run a, `-a` ends it with success, `!a` with
 * failure, `x a` cancels it (somebody did), `a*b` makes a as a rerun of b, `>a` releases a by hand, `a@3` makes a of
 * interval 3. After each step stands what follows from it.
 */
import { describe, expect, it } from "vitest";
import type { RunStatus } from "../index.ts";
import { admit, blockedAfter, Line, type Overlap, settle } from "../index.ts";

/** A line and the runs in it, which do at once what they are told; a run that is told to end does so when the story says. */
class Story {
  readonly line = new Line();
  #said: string[] = [];
  readonly #reruns = new Map<string, string>();

  constructor(overlap: Overlap) {
    this.line.overlap = overlap;
  }

  tell(step: string): string {
    this.#said = [];
    const [, sign = "", runId = "", , rerunOf, , place] = /^([+\-!x>])\s?(\w+)(\*(\w+))?(@(\d+))?$/.exec(step) ?? [];
    if (sign === "+") this.#create(runId, rerunOf ?? null, Number(place ?? 0));
    else if (sign === ">") this.#release(runId);
    else this.#end(runId, sign === "-" ? "succeeded" : sign === "!" ? "failed" : "cancelled");
    return this.#said.join(", ") || "nothing";
  }

  #create(runId: string, rerunOf: string | null, place: number): void {
    if (rerunOf !== null) this.#reruns.set(runId, rerunOf);
    const member = { runId, place, rerunOf };
    const admission = admit(this.line, member);
    if (admission.type === "refuse") return void this.#said.push(`${runId} refused: ${admission.behind} is under way`);
    if (admission.type === "begin") this.line.begin(member);
    else this.line.wait(member);
    this.#said.push(admission.type === "begin" ? `${runId} begins` : `${runId} waits behind ${admission.behind}`);
    this.#settle();
  }

  #end(runId: string, status: RunStatus): void {
    this.line.blockedBy = blockedAfter(this.line, { runId, status, rerunOf: this.#reruns.get(runId) ?? null });
    this.line.leave(runId);
    this.#settle();
  }

  #release(runId: string): void {
    this.line.blockedBy = [];
    this.line.begin({ runId, place: 0, rerunOf: null });
    this.#settle();
  }

  #settle(): void {
    const { release, cancel } = settle(this.line);
    for (const { runId, by } of cancel) {
      this.#said.push(`${runId} makes way for ${by}`);
      this.line.end(runId);
    }
    for (const member of release) {
      this.#said.push(`${member.runId} begins`);
      this.line.begin(member);
    }
    // What follows from the orders is carried out, and asks for nothing more.
    expect(settle(this.line)).toEqual({ release: [], cancel: [] });
  }
}

type Scenario = readonly [name: string, overlap: Overlap, steps: readonly (readonly [step: string, outcome: string])[]];

const scenarios: readonly Scenario[] = [
  [
    "side by side, however many",
    { policy: "parallel" },
    [
      ["+a", "a begins"],
      ["+b", "b begins"],
      ["+c", "c begins"],
      ["-b", "nothing"],
    ],
  ],
  [
    "at most two side by side, further ones wait in order",
    { policy: "parallel", limit: 2 },
    [
      ["+a", "a begins"],
      ["+b", "b begins"],
      ["+c", "c waits behind a"],
      ["+d", "d waits behind a"],
      ["-b", "c begins"],
      ["!a", "d begins"],
      ["+e", "e waits behind c"],
    ],
  ],
  [
    "a queue, one at a time",
    { policy: "queue" },
    [
      ["+a", "a begins"],
      ["+b", "b waits behind a"],
      ["+c", "c waits behind a"],
      ["x b", "nothing"],
      ["!a", "c begins"],
      ["-c", "nothing"],
      ["+d", "d begins"],
    ],
  ],
  [
    "a queue whose next one somebody takes out of turn",
    { policy: "queue" },
    [
      ["+a", "a begins"],
      ["+b", "b waits behind a"],
      ["+c", "c waits behind a"],
      [">c", "nothing"],
      ["-a", "nothing"],
      ["-c", "b begins"],
    ],
  ],
  [
    "new ones are skipped",
    { policy: "skip-new" },
    [
      ["+a", "a begins"],
      ["+b", "b refused: a is under way"],
      ["-a", "nothing"],
      ["+c", "c begins"],
    ],
  ],
  [
    "the third is skipped",
    { policy: "skip-new", limit: 2 },
    [
      ["+a", "a begins"],
      ["+b", "b begins"],
      ["+c", "c refused: a is under way"],
      ["-a", "nothing"],
      ["+d", "d begins"],
    ],
  ],
  [
    "the old one is cancelled, and the new one begins when it has ended",
    { policy: "cancel-old" },
    [
      ["+a", "a begins"],
      ["+b", "b waits behind a, a makes way for b"],
      ["x a", "b begins"],
      ["-b", "nothing"],
    ],
  ],
  [
    "a storm: who waits makes way too, and nobody is told twice",
    { policy: "cancel-old" },
    [
      ["+a", "a begins"],
      ["+b", "b waits behind a, a makes way for b"],
      ["+c", "c waits behind a, b makes way for c"],
      ["x b", "nothing"],
      ["+d", "d waits behind a, c makes way for d"],
      ["-a", "d begins"],
    ],
  ],
  [
    "of two the older is cancelled",
    { policy: "cancel-old", limit: 2 },
    [
      ["+a", "a begins"],
      ["+b", "b begins"],
      ["+c", "c waits behind a, a makes way for c"],
      ["-b", "c begins"],
      ["x a", "nothing"],
    ],
  ],
  [
    "only the latest of those that wait stays",
    { policy: "latest-only" },
    [
      ["+a", "a begins"],
      ["+b", "b waits behind a"],
      ["+c", "c waits behind a, b makes way for c"],
      ["+d", "d waits behind a, c makes way for d"],
      ["-a", "d begins"],
    ],
  ],
  [
    "intervals follow each other in order",
    { policy: "strict-sequence" },
    [
      ["+d@4", "d begins"],
      ["+a@7", "a waits behind d"],
      ["+b@6", "b waits behind d"],
      ["+c@5", "c waits behind d"],
      ["-d", "c begins"],
      ["-c", "b begins"],
    ],
  ],
  [
    "a sequence stops at a failed run until a rerun of it succeeds",
    { policy: "strict-sequence" },
    [
      ["+a@1", "a begins"],
      ["+b@2", "b waits behind a"],
      ["!a", "nothing"],
      ["+c@3", "c waits behind a"],
      ["+r*a@1", "r begins"],
      ["!r", "nothing"],
      ["+s*a@1", "s begins"],
      ["+t*r@1", "t waits behind r"],
      ["!s", "t begins"],
      ["-t", "b begins"],
      ["-b", "c begins"],
    ],
  ],
  [
    "a sequence goes on when somebody releases the next run",
    { policy: "strict-sequence" },
    [
      ["+a@1", "a begins"],
      ["+b@2", "b waits behind a"],
      ["+c@3", "c waits behind a"],
      ["!a", "nothing"],
      [">b", "nothing"],
      ["-b", "c begins"],
    ],
  ],
  [
    "a run that somebody cancelled stops no sequence",
    { policy: "strict-sequence" },
    [
      ["+a@1", "a begins"],
      ["+b@2", "b waits behind a"],
      ["x a", "b begins"],
    ],
  ],
];

describe("overlapping runs", () => {
  it.each(scenarios)("%s", (_, overlap, steps) => {
    const story = new Story(overlap);
    expect(steps.map(([step]) => [step, story.tell(step)])).toEqual(steps);
  });

  it("keeps who waits in the order of another policy", () => {
    const story = new Story({ policy: "queue" });
    for (const step of ["+a@9", "+b@3", "+c@1"]) story.tell(step);
    story.line.overlap = { policy: "strict-sequence" };
    expect(story.line.waiting.map(({ runId }) => runId)).toEqual(["c", "b"]);
    story.line.overlap = { policy: "parallel" };
    expect(settle(story.line).release.map(({ runId }) => runId)).toEqual(["b", "c"]);
  });

  it("cancels nobody because of a policy alone", () => {
    const story = new Story({ policy: "parallel" });
    for (const step of ["+a", "+b", "+c"]) story.tell(step);
    story.line.overlap = { policy: "cancel-old" };
    expect(settle(story.line)).toEqual({ release: [], cancel: [] });
    expect(story.tell("+d")).toBe("d waits behind a, c makes way for d, b makes way for d, a makes way for d");
  });

  it("has places in order, whatever the order in which they were taken", () => {
    const line = new Line();
    line.overlap = { policy: "strict-sequence" };
    for (let at = 0; at < 1000; at++) line.wait({ runId: `r${at}`, place: (at * 7919) % 1009, rerunOf: null });
    const places = line.waiting.map(({ place }) => place);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    line.leave("r500");
    expect(line.before("r500")).toBe(-1);
    expect(line.waiting).toHaveLength(999);
  });

  it("lets 20,000 go one after the other in a moment", () => {
    const line = new Line();
    line.overlap = { policy: "queue" };
    const began = process.threadCpuUsage();
    for (let at = 0; at < 20_000; at++)
      line.wait({ runId: `r${String(at).padStart(6, "0")}`, place: 0, rerunOf: null });
    for (let at = 0; at < 20_000; at++) {
      const [next] = settle(line).release;
      expect(next).toBeDefined();
      if (next === undefined) break;
      line.begin(next);
      line.leave(next.runId);
    }
    expect(line.waiting).toHaveLength(0);
    expect(process.threadCpuUsage(began).user / 1000).toBeLessThan(5000);
  });
});
