import { expect, test } from "vitest";
import { KeySequence } from "./key-sequence.ts";

const bindings = ["g h", "g r", "mod+k", "j", "?", "r"];

function typed(keys: readonly (readonly [key: string, at: number, mod?: boolean])[]): readonly (string | undefined)[] {
  const sequence = new KeySequence();
  return keys.map(([key, at, mod = false]) => sequence.press({ key, mod, at }, bindings));
}

test("two keys make a sequence, and the second is not taken alone as well", () => {
  expect(
    typed([
      ["g", 0],
      ["r", 300],
    ]),
  ).toEqual([undefined, "g r"]);
});

test("a second key that comes late stands for itself", () => {
  expect(
    typed([
      ["g", 0],
      ["r", 2000],
    ]),
  ).toEqual([undefined, "r"]);
});

test("a key that goes on nothing ends the sequence", () => {
  expect(
    typed([
      ["g", 0],
      ["j", 100],
      ["h", 200],
    ]),
  ).toEqual([undefined, "j", undefined]);
});

test("with Control it is another key", () => {
  expect(
    typed([
      ["K", 0, true],
      ["k", 1],
      ["r", 2, true],
    ]),
  ).toEqual(["mod+k", undefined, undefined]);
});
