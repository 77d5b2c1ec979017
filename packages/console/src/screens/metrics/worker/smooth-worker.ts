/** Smooths curves apart from the page: a million points take longer than a frame. */
import { blocksOfValues } from "../curves/blocks.ts";
import { smooth } from "../curves/smooth.ts";
import type { Smoothed, SmoothRequest } from "./smoother.ts";

addEventListener("message", ({ data: { id, values, weight } }: MessageEvent<SmoothRequest>) => {
  const ys = smooth(values, weight);
  const blocks = blocksOfValues(ys);
  const { lows, highs, isLowFirst, oddness } = blocks;
  const answer: Smoothed = { id, ys, blocks };
  postMessage(answer, { transfer: [ys, lows, highs, isLowFirst, oddness].map(({ buffer }) => buffer as ArrayBuffer) });
});
