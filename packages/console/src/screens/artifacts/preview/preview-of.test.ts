import { expect, test } from "vitest";
import { imageType, looksLikeText, previewOf } from "./preview-of.ts";

test("what an artifact is called says how it is looked at", () => {
  expect(["csv", "PNG", "report.html", "joblib", "", "constructor"].map(previewOf)).toEqual([
    ...["csv", "image", "html"],
    ...["unknown", "unknown", "unknown"],
  ]);
  expect(["svg", "jpg", "png"].map(imageType)).toEqual(["image/svg+xml", "image/jpeg", "image/png"]);
});

test("text is told from bytes, wherever it was cut", () => {
  const text = new TextEncoder().encode("größer");
  expect(looksLikeText(text.subarray(0, 3))).toBe(true);
  expect(looksLikeText(Uint8Array.of(0x50, 0x4b, 0, 4))).toBe(false);
  expect(looksLikeText(Uint8Array.of(0xff, 0xfe, 0x41))).toBe(false);
  expect(looksLikeText(new Uint8Array())).toBe(false);
});
