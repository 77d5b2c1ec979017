/**
 * Where one is in a log of any length. Two ways, as a browser's scrolling has an end: a page may be some millions of pixels
 * high, and knows no rows whose height shows only once they are drawn.
 *
 * - native: all rows are equally high and their sum is no more than a browser takes. The browser scrolls.
 * - anchored: the first row that is seen, and by how much of it is above the edge, say where one is. The wheel moves that;
 *   the scrollbar tells the share of rows before it, and takes one there.
 */
import type { View, ViewRequest } from "../worker/protocol.ts";

/** Pixels of a row that is not wrapped. */
export const rowPixels = 18;
/** Firefox takes no more than 17 million. */
const mostNativePixels = 12_000_000;
const mostAnchoredPixels = 4_000_000;
/** Beyond what is seen, on each side: a browser scrolls past a frame before anybody is asked; the wheel does not. */
const overscanPixels = { native: 900, anchored: 500 } as const;
const nearEndPixels = 4;

export interface ScrollerParts {
  /** What scrolls. */
  readonly frame: HTMLElement;
  /** As high as all rows are, or stand for. */
  readonly spacer: HTMLElement;
  /** The rows that are drawn. */
  readonly block: HTMLElement;
  readonly look: (request: Omit<ViewRequest, "type">) => void;
  readonly onFollow: (follows: boolean) => void;
}

export class LogScroller {
  readonly #parts: ScrollerParts;
  #view: View | undefined;
  #wraps = false;
  #top = { index: 0, pixels: 0 };
  #follows = true;
  /** In the block, of the edge above which nothing is seen. */
  #shift = 0;
  /** Where the scrollbar was put by us: what is elsewhere was put there by somebody. */
  #placed = 0;
  #frameRequest = 0;

  constructor(parts: ScrollerParts) {
    this.#parts = parts;
    parts.frame.addEventListener("scroll", this.#onScroll, { passive: true });
    parts.frame.addEventListener("wheel", this.#onWheel, { passive: false });
    parts.frame.addEventListener("keydown", this.#onKey);
    this.#look();
  }

  close(): void {
    cancelAnimationFrame(this.#frameRequest);
    this.#parts.frame.removeEventListener("scroll", this.#onScroll);
    this.#parts.frame.removeEventListener("wheel", this.#onWheel);
    this.#parts.frame.removeEventListener("keydown", this.#onKey);
  }

  /** The first row that is seen. */
  get first(): number {
    return this.#top.index;
  }

  /** The frame has another size. */
  resized(): void {
    this.#place();
    this.#look();
  }

  /** New rows are drawn. */
  update(view: View, wraps: boolean): void {
    const isNew = view !== this.#view;
    const changesWay = wraps !== this.#wraps;
    this.#view = view;
    this.#wraps = wraps;
    if (isNew && view.shift !== 0 && !this.#follows) this.#top = { ...this.#top, index: this.#top.index + view.shift };
    this.#parts.spacer.style.height = `${this.#spacerPixels}px`;
    this.#parts.frame.dataset.way = this.#isNative ? "native" : "anchored";
    this.#place();
    if (changesWay) this.#look();
  }

  /** Brings a row into sight, a third of the way down; what is in sight stays where it is. */
  show(index: number): void {
    const isInSight = index > this.#top.index && index < this.#top.index + this.#rowsInSight - 1;
    this.#setFollows(false);
    if (isInSight) return;
    const above = Math.floor(this.#visibleRows / 3);
    this.#top = { index: Math.max(0, Math.min(index - above, this.#lastTop)), pixels: 0 };
    this.#place();
    this.#look();
  }

  /** To the end, and on with it. */
  follow(): void {
    this.#setFollows(true);
    this.#place();
    this.#look();
  }

  get #total(): number {
    return this.#view?.total ?? 0;
  }

  get #isNative(): boolean {
    return !this.#wraps && this.#total * rowPixels <= mostNativePixels;
  }

  get #height(): number {
    return this.#parts.frame.clientHeight;
  }

  get #visibleRows(): number {
    return Math.max(1, Math.floor(this.#height / rowPixels));
  }

  get #rowsInSight(): number {
    return Math.floor(this.#height / this.#averagePixels);
  }

  get #lastTop(): number {
    return Math.max(0, this.#total - this.#visibleRows);
  }

  get #spacerPixels(): number {
    const pixels = this.#total * rowPixels;
    return this.#isNative ? pixels : Math.min(pixels, mostAnchoredPixels);
  }

  #place(): void {
    if (this.#isNative) this.#placeNative();
    else this.#placeAnchored();
  }

  #placeNative(): void {
    const { frame, block } = this.#parts;
    block.style.transform = `translateY(${(this.#view?.from ?? 0) * rowPixels}px)`;
    const wanted = this.#follows ? this.#spacerPixels - this.#height : this.#top.index * rowPixels + this.#top.pixels;
    this.#put(frame, wanted);
  }

  #placeAnchored(): void {
    const { frame, block } = this.#parts;
    const from = this.#view?.from ?? 0;
    const row = block.children[this.#top.index - from] as HTMLElement | undefined;
    const isAtEnd = from + block.children.length >= this.#total;
    const least = this.#height - block.offsetHeight;
    if (this.#follows && isAtEnd) this.#shift = Math.min(0, least);
    else if (row !== undefined) this.#shift = -row.offsetTop - this.#top.pixels;
    else return;
    this.#clamp(isAtEnd);
    block.style.transform = `translateY(${this.#shift}px)`;
    if (this.#follows) this.#topFromBlock();
    const share = this.#lastTop === 0 ? 0 : Math.min(1, this.#top.index / this.#lastTop);
    this.#put(frame, this.#follows ? Number.MAX_SAFE_INTEGER : share * (this.#spacerPixels - this.#height));
  }

  #clamp(isAtEnd: boolean): void {
    const least = Math.min(0, this.#height - this.#parts.block.offsetHeight);
    if (isAtEnd && this.#shift < least) this.#shift = least;
    if ((this.#view?.from ?? 0) === 0 && this.#shift > 0) this.#shift = 0;
  }

  #put(frame: HTMLElement, pixels: number): void {
    const wanted = Math.round(Math.max(0, Math.min(pixels, this.#spacerPixels - this.#height)));
    if (Math.abs(frame.scrollTop - wanted) >= 1) frame.scrollTop = wanted;
    this.#placed = frame.scrollTop;
  }

  readonly #onScroll = (): void => {
    const { scrollTop } = this.#parts.frame;
    if (Math.abs(scrollTop - this.#placed) < 1) return;
    this.#placed = scrollTop;
    const isAtEnd = scrollTop + this.#height >= this.#spacerPixels - nearEndPixels;
    if (this.#isNative) {
      this.#top = { index: Math.floor(scrollTop / rowPixels), pixels: scrollTop % rowPixels };
      this.#setFollows(isAtEnd);
    } else {
      const share = scrollTop / Math.max(1, this.#spacerPixels - this.#height);
      this.#top = { index: Math.round(share * this.#lastTop), pixels: 0 };
      this.#setFollows(isAtEnd);
      this.#placeAnchored();
    }
    this.#lookSoon();
  };

  readonly #onWheel = (event: WheelEvent): void => {
    if (this.#isNative || event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    event.preventDefault();
    const unit = event.deltaMode === 1 ? rowPixels : event.deltaMode === 2 ? this.#height : 1;
    this.#move(event.deltaY * unit);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === "End") this.follow();
    else if (event.key === "Home") this.#go(0);
    else if (this.#isNative) return;
    else if (event.key === "PageDown" || event.key === " ") this.#move(this.#height - 2 * rowPixels);
    else if (event.key === "PageUp") this.#move(2 * rowPixels - this.#height);
    else if (event.key === "ArrowDown") this.#move(2 * rowPixels);
    else if (event.key === "ArrowUp") this.#move(-2 * rowPixels);
    else return;
    event.preventDefault();
  };

  #go(index: number): void {
    this.#setFollows(false);
    this.#top = { index, pixels: 0 };
    this.#place();
    this.#look();
  }

  /** Down, in an anchored log. */
  #move(pixels: number): void {
    const isAtEnd = (this.#view?.from ?? 0) + this.#parts.block.children.length >= this.#total;
    this.#shift -= pixels;
    this.#clamp(isAtEnd);
    const least = Math.min(0, this.#height - this.#parts.block.offsetHeight);
    this.#setFollows(isAtEnd && this.#shift <= least + 1 && pixels > 0);
    this.#topFromBlock();
    this.#placeAnchored();
    this.#lookSoon();
  }

  /** Which row is at the edge now. */
  #topFromBlock(): void {
    const rows = this.#parts.block.children;
    const edge = -this.#shift;
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((rows[middle] as HTMLElement).offsetTop <= edge) low = middle;
      else high = middle - 1;
    }
    const row = rows[low] as HTMLElement | undefined;
    if (row !== undefined) this.#top = { index: (this.#view?.from ?? 0) + low, pixels: edge - row.offsetTop };
  }

  #setFollows(follows: boolean): void {
    if (this.#follows === follows) return;
    this.#follows = follows;
    this.#parts.onFollow(follows);
  }

  #lookSoon(): void {
    this.#frameRequest ||= requestAnimationFrame(() => this.#look());
  }

  #look(): void {
    cancelAnimationFrame(this.#frameRequest);
    this.#frameRequest = 0;
    const { index } = this.#top;
    const each = this.#averagePixels;
    const overscan = Math.ceil(overscanPixels[this.#isNative ? "native" : "anchored"] / each);
    const to = index + Math.ceil(this.#height / each) + overscan;
    this.#parts.look({ from: Math.max(0, index - overscan), to, follow: this.#follows, anchor: index });
  }

  /** Of the rows that are drawn: wrapped ones are high, and fewer of them are needed. */
  get #averagePixels(): number {
    const { block } = this.#parts;
    if (this.#isNative || block.children.length === 0) return rowPixels;
    return Math.max(rowPixels, block.offsetHeight / block.children.length);
  }
}
