import { expect, test } from "vitest";
import { firstName, rememberedName, rememberName } from "./answerer.ts";

test("who answered before answers again, if they may", () => {
  expect(firstName([], "ada")).toBe("ada");
  expect(firstName(["grace", "ada"], "ada")).toBe("ada");
  expect(firstName(["grace", "ada"], "alan")).toBe("grace");
});

test("where nothing is kept, nobody is remembered", () => {
  rememberName("ada");
  expect(["", "ada"]).toContain(rememberedName());
});
