import { expect, it } from "vitest";
import { nextPlace } from "./next-place.ts";

const extent = { rows: 100, columns: 50, page: 20 };
const press = (key: string, held: object = {}) =>
  nextPlace({ key, altKey: false, ctrlKey: false, metaKey: false, ...held }, { row: 10, column: 5 }, extent);

it("goes where the keys point", () => {
  expect(["ArrowDown", "k", "l", "ArrowLeft", "PageDown"].map((key) => press(key))).toEqual([
    { row: 11, column: 5 },
    { row: 9, column: 5 },
    { row: 10, column: 6 },
    { row: 10, column: 4 },
    { row: 30, column: 5 },
  ]);
});

it("stays in the grid, of which the names are a part", () => {
  const at = (key: string, row: number, column: number) =>
    nextPlace({ key, altKey: false, ctrlKey: false, metaKey: false }, { row, column }, extent);
  expect(at("ArrowLeft", 0, 0)).toEqual({ row: 0, column: -1 });
  expect(at("ArrowLeft", 0, -1)).toEqual({ row: 0, column: -1 });
  expect(at("PageUp", 3, 49)).toEqual({ row: 0, column: 49 });
  expect(at("ArrowDown", 99, 49)).toEqual({ row: 99, column: 49 });
});

it("goes to the ends of a row, and with Control of the grid", () => {
  expect([press("Home"), press("End"), press("Home", { ctrlKey: true }), press("End", { ctrlKey: true })]).toEqual([
    { row: 10, column: 0 },
    { row: 10, column: 49 },
    { row: 0, column: 0 },
    { row: 99, column: 49 },
  ]);
});

it("leaves other keys to others", () => {
  expect([press("Enter"), press("j", { metaKey: true }), press("ArrowLeft", { altKey: true })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
