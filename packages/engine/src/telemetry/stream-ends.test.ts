import { describe, expect, test } from "vitest";
import type { StreamKey } from "../ports/telemetry-store.ts";
import { StreamEnds } from "./stream-ends.ts";

const key: StreamKey = { runId: "r", task: "t", attempt: 1, stream: "stdout" };
const chunk = (offset: number, length: number, gap = 0) => ({ ...key, offset, data: Buffer.alloc(length), at: 0, gap });

function setUp(durable = 0) {
  const store = { durable, length: async () => store.durable };
  return { store, ends: new StreamEnds(store) };
}

describe("a chunk", () => {
  test("is taken where the one before it ended, whether that is durable yet or not", async () => {
    const { ends } = setUp();
    expect([
      await ends.accepts(chunk(0, 10)),
      await ends.accepts(chunk(10, 10)),
      await ends.accepts(chunk(5, 10)),
    ]).toEqual([true, true, true]);
  });

  test("is taken where the store ends: another coordinator had what came before", async () => {
    const { ends } = setUp(100);
    expect(await ends.accepts(chunk(100, 10))).toBe(true);
  });

  test("is refused where bytes are missing that the agent does not call lost", async () => {
    const { ends } = setUp(50);
    expect(await ends.accepts(chunk(100, 10))).toBe(false);
    expect(await ends.accepts(chunk(100, 10, 50))).toBe(true);
    expect(await ends.accepts(chunk(110, 10))).toBe(true);
  });

  test("is refused after the store was lost, from its first answer on", async () => {
    const { store, ends } = setUp();
    await ends.accepts(chunk(0, 10));
    store.durable = 10;
    expect(await ends.durable(key)).toBe(10);
    store.durable = 0;
    expect(await ends.durable(key)).toBe(0);
    expect(await ends.accepts(chunk(10, 10))).toBe(false);
    expect(await ends.accepts(chunk(0, 20))).toBe(true);
  });

  test("is looked up again after the store did not answer", async () => {
    const { ends } = setUp();
    await ends.accepts(chunk(0, 10));
    ends.forget();
    expect(await ends.accepts(chunk(10, 10))).toBe(false);
  });
});
