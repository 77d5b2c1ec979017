/** Goes through the extents, a piece at a time, and marks the lines that have a match. What comes later is sought as well. */
import type { LogExtent } from "../text/log-extent.ts";
import { searchable } from "../text/spans.ts";
import type { Finder } from "./finder.ts";

const pieceBytes = 512 * 1024;
const decoder = new TextDecoder();

export class Searcher {
  readonly #finder: Finder;
  readonly #done = new Map<LogExtent, number>();
  #isClosed = false;

  constructor(finder: Finder, extents: readonly LogExtent[]) {
    this.#finder = finder;
    for (const extent of extents) extent.clearHits();
  }

  /** Whether there is something that was not looked at. */
  isBehind(extents: readonly LogExtent[]): boolean {
    return extents.some((extent) => this.#next(extent) < extent.finishedLines);
  }

  /** Looks at one piece of the first extent that has any. Throws SlowSearch. */
  async step(extents: readonly LogExtent[]): Promise<void> {
    const extent = extents.find((each) => this.#next(each) < each.finishedLines);
    if (extent === undefined || this.#isClosed) return;
    const first = this.#next(extent);
    const from = extent.positionOf(first);
    let last = first + 1;
    while (last < extent.finishedLines && extent.positionOf(last + 1) - from <= pieceBytes) last++;
    const found = last - first === 1 ? await this.#inOne(extent, first) : await this.#inMany(extent, first, last);
    if (this.#isClosed) return;
    for (const line of found) if (line < last) extent.setHit(line, true);
    this.#done.set(extent, last);
  }

  close(): void {
    this.#isClosed = true;
    this.#finder.close();
  }

  #next(extent: LogExtent): number {
    return Math.max(this.#done.get(extent) ?? 0, extent.firstLine);
  }

  async #inMany(extent: LogExtent, first: number, last: number): Promise<readonly number[]> {
    const text = decoder.decode(extent.bytes.slice(extent.positionOf(first), extent.positionOf(last)));
    return (await this.#finder.lines(searchable(text))).map((line) => first + line);
  }

  /** A line of many megabytes goes in pieces as well, which overlap by as much as anybody types. */
  async #inOne(extent: LogExtent, line: number): Promise<readonly number[]> {
    const end = extent.positionOf(line + 1);
    for (let from = extent.positionOf(line); from < end; from += pieceBytes) {
      const text = decoder.decode(extent.bytes.slice(from, Math.min(end, from + pieceBytes + 1024)));
      if ((await this.#finder.lines(searchable(text))).length > 0) return [line];
    }
    return [];
  }
}
