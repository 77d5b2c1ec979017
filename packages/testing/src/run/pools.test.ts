import { pipeline, task, z } from "@troupe/sdk";
import { describe, expect, it } from "vitest";
import { fake, run } from "../index.ts";

const load = task("load", { input: { part: z.int() }, pool: "db" }, () => {});
const two = pipeline("two", () => {
  load({ part: 1 }, { id: "first" });
  load({ part: 2 }, { id: "second" });
});

describe("a pool, in memory", () => {
  const underWay = async (pools?: Readonly<Record<string, number>>): Promise<number> => {
    let now = 0;
    let most = 0;
    const steps = [
      fake(load, async (_inputs, { takes }) => {
        now += 1;
        most = Math.max(most, now);
        await takes("1m");
        now -= 1;
      }),
    ];
    expect((await run(two, { steps, ...(pools && { pools }) })).status).toBe("succeeded");
    return most;
  };

  it("has room for everything, unless the test says how many slots it has", async () => {
    expect(await underWay()).toBe(2);
    expect(await underWay({ db: 1 })).toBe(1);
  });
});
