/** The worker that smooths, as the page sees it. One for all charts, started with the first curve that is smoothed. */
import type { Blocks } from "../curves/blocks.ts";

export interface SmoothRequest {
  readonly id: number;
  readonly values: Float64Array<ArrayBuffer>;
  readonly weight: number;
}

export interface Smoothed {
  readonly id: number;
  readonly ys: Float64Array;
  readonly blocks: Blocks;
}

const waiting = new Map<number, (smoothed: Smoothed) => void>();
let worker: Worker | undefined;
let lastId = 0;

/** See `smooth`. The values stay as they are: a copy of them goes there. */
export function smoothApart(values: Float64Array, weight: number): Promise<Smoothed> {
  worker ??= start();
  const request: SmoothRequest = { id: ++lastId, values: values.slice(), weight };
  worker.postMessage(request, [request.values.buffer]);
  return new Promise((resolve) => waiting.set(request.id, resolve));
}

function start(): Worker {
  const started = new Worker(new URL("./smooth-worker.ts", import.meta.url), { type: "module" });
  started.onmessage = ({ data }: MessageEvent<Smoothed>) => {
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  };
  return started;
}
