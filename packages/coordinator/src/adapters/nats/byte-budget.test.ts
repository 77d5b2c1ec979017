import { expect, it } from "vitest";
import { ByteBudget } from "./byte-budget.ts";

it("lets no more under way than its limit, in the order in which it was asked", async () => {
  const budget = new ByteBudget(10);
  const begun: string[] = [];
  const work = (name: string, bytes: number) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = budget.spend(bytes, () => {
      begun.push(name);
      return promise;
    });
    return { end: resolve, done };
  };
  const [a, b, large, c] = [work("a", 4), work("b", 6), work("large", 50), work("c", 1)];
  expect(begun).toEqual(["a", "b"]);
  a.end();
  await a.done;
  expect(begun).toEqual(["a", "b"]);
  b.end();
  await b.done;
  expect(begun).toEqual(["a", "b", "large"]);
  large.end();
  await large.done;
  expect(begun).toEqual(["a", "b", "large", "c"]);
  c.end();
  await c.done;
});

it("has its room back after a failure", async () => {
  const budget = new ByteBudget(1);
  await expect(budget.spend(1, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(budget.spend(1, async () => "yes")).resolves.toBe("yes");
});
