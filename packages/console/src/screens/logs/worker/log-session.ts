/** One log that is open: takes what the page asks for, and tells what is in its sight, not more often than eyes see. */
import { type LineAddress, LogBook, type Row } from "../book/log-book.ts";
import { toPart } from "../text/parts-reader.ts";
import { textOf } from "../text/spans.ts";
import { type Finder, openFinder, SlowSearch } from "./finder.ts";
import { Loader } from "./loader.ts";
import type {
  Found,
  FromWorker,
  LogFacts,
  RowView,
  SearchFacts,
  SeekRequest,
  ToWorker,
  ViewRequest,
} from "./protocol.ts";
import { rowView } from "./row-view.ts";
import { Searcher } from "./searcher.ts";

/** Between two views; a search or a beginning that is loaded changes what is seen all the time. */
const paceMs = 40;
const headPaceMs = 200;
const mostHits = 100_000;

interface SearchState {
  readonly finder: Finder | undefined;
  readonly searcher: Searcher | undefined;
  problem: string | undefined;
  isRunning: boolean;
}

export class LogSession {
  readonly #tell: (message: FromWorker) => void;
  readonly #book = new LogBook();
  #loader: Loader | undefined;
  #view: ViewRequest = { type: "view", from: 0, to: 0, follow: true, anchor: 0 };
  #anchor: LineAddress | undefined;
  #expanded = new Set<string>();
  #search: SearchState | null = null;
  #hits: readonly number[] | undefined;
  /** A line that the page wants to see and that is not here yet. */
  #sought: (SeekRequest & { readonly to: "line" }) | undefined;
  #widest = 0;
  #problem: string | undefined;
  #isOpen = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #toldAt = 0;

  constructor(tell: (message: FromWorker) => void) {
    this.#tell = tell;
  }

  take(message: ToWorker): void {
    switch (message.type) {
      case "open":
        this.#open(message);
        break;
      case "newest":
        this.#loader?.loadNewest();
        break;
      case "attempts":
        this.#isOpen ||= message.numbers.length === 0;
        this.#loader?.load(message.numbers);
        this.#soon();
        break;
      case "live":
        this.#book.append(toPart(message.part, fromBase64(message.part.data)));
        this.#soon();
        break;
      case "end":
        this.#book.attempt(message.attempt).end();
        this.#soon();
        break;
      case "view":
        this.#look(message);
        break;
      case "filter":
        this.#book.setFilter(message.filter);
        this.#soon(0);
        break;
      case "search":
        this.#seek(message.search);
        break;
      case "seek":
        this.#find(message);
        break;
      case "expand":
        this.#expanded = new Set([...this.#expanded, message.key]);
        this.#soon(0);
        break;
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#loader?.close();
    this.#search?.searcher?.close();
  }

  #open({ runId, task }: { readonly runId: string; readonly task: string }): void {
    this.#loader = new Loader(
      this.#book,
      { runId, task },
      {
        onTail: (attempt) => {
          this.#isOpen = true;
          this.#book.settle();
          const from = attempt.ends().map(({ stream, offset }) => ({ stream: streams[stream] ?? "", offset }));
          this.#tell({ type: "ready", attempt: attempt.number, from });
          this.#soon(0);
        },
        // Of a beginning that is loaded only numbers are seen: drawn less often, it takes nothing from who reads the end.
        onNews: () => this.#soon(headPaceMs),
        onFailure: (error) => {
          this.#isOpen = true;
          this.#problem = (error as Error).message;
          this.#soon(0);
        },
      },
    );
  }

  #look(view: ViewRequest): void {
    this.#view = view;
    this.#anchor = this.#addressFrom(view.anchor);
    void this.#show(0);
  }

  #soon(delayMs = Math.max(0, this.#toldAt + paceMs - performance.now())): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#now();
    }, delayMs);
  }

  async #now(): Promise<void> {
    const anchor = this.#anchor;
    this.#book.settle();
    this.#hits = undefined;
    const moved = anchor === undefined ? undefined : this.#place(anchor);
    const shift = moved === undefined ? 0 : moved - this.#view.anchor;
    if (shift !== 0)
      this.#view = {
        ...this.#view,
        from: Math.max(0, this.#view.from + shift),
        to: this.#view.to + shift,
        anchor: this.#view.anchor + shift,
      };
    await this.#show(shift);
    if (this.#sought !== undefined) this.#find(this.#sought);
    void this.#searchOn();
  }

  /** Where a line is now; the row where it was is looked at first, as most changes are behind it. */
  #place(address: LineAddress): number | undefined {
    const here = this.#addressFrom(this.#view.anchor);
    return here !== undefined && isSame(here, address) ? this.#view.anchor : this.#book.indexOf(address);
  }

  async #show(shift: number): Promise<void> {
    const total = this.#book.rowCount;
    const size = this.#view.to - this.#view.from;
    const from = this.#view.follow ? Math.max(0, total - size) : Math.max(0, Math.min(this.#view.from, total));
    const rows: RowView[] = [];
    for (let index = from; index < Math.min(total, from + size); index++) {
      const row = this.#book.rowAt(index);
      if (row !== undefined) rows.push(this.#rowView(row));
    }
    for (const row of rows) if (row.kind === "line") this.#widest = Math.max(this.#widest, textOf(row.spans).length);
    const marked = await this.#mark(rows);
    this.#toldAt = performance.now();
    this.#tell({ type: "view", total, from, rows: marked, shift, facts: this.#facts() });
  }

  async #mark(rows: readonly RowView[]): Promise<readonly RowView[]> {
    const finder = this.#search?.finder;
    const hits = rows.filter((row) => row.kind === "line" && row.isHit);
    if (finder === undefined || hits.length === 0) return rows;
    try {
      const ranges = await finder.ranges(hits.map((row) => (row.kind === "line" ? textOf(row.spans) : "")));
      return rows.map((row) =>
        row.kind === "line" && row.isHit ? { ...row, ranges: ranges[hits.indexOf(row)] ?? [] } : row,
      );
    } catch {
      return rows;
    }
  }

  #facts(): LogFacts {
    const { extents, attempts } = this.#book;
    const holes = attempts.reduce((sum, { holeBytes }) => sum + holeBytes, 0);
    return {
      isOpen: this.#isOpen,
      missingBytes: this.#loader?.isLoading === true ? holes : 0,
      isFull: holes > 0 && !this.#book.hasRoomForHeads,
      bytes: extents.reduce((sum, { bytes }) => sum + bytes.end - bytes.first, 0),
      levelCounts: [0, 1, 2, 3, 4].map((level) =>
        extents.reduce((sum, each) => sum + (each.levelCounts[level] ?? 0), 0),
      ),
      widest: this.#widest,
      search: this.#searchFacts(),
      problem: this.#problem,
    };
  }

  #searchFacts(): SearchFacts | null {
    if (this.#search === null) return null;
    const { problem, searcher } = this.#search;
    const isSearching = problem === undefined && searcher?.isBehind(this.#book.extents) === true;
    const { length } = this.#allHits();
    return { count: Math.min(length, mostHits), isMore: length > mostHits, isSearching, problem };
  }

  #allHits(): readonly number[] {
    this.#hits ??= this.#search === null ? [] : this.#book.hits(mostHits + 1);
    return this.#hits;
  }

  #seek(search: Parameters<typeof openFinder>[0] | null): void {
    this.#search?.searcher?.close();
    for (const extent of this.#book.extents) extent.clearHits();
    this.#hits = undefined;
    if (search === null) this.#search = null;
    else {
      const finder = openFinder(search);
      this.#search =
        "problem" in finder
          ? { finder: undefined, searcher: undefined, problem: finder.problem, isRunning: false }
          : { finder, searcher: new Searcher(finder, this.#book.extents), problem: undefined, isRunning: false };
    }
    if (this.#book.filter.onlyHits) this.#book.refilter();
    this.#soon(0);
  }

  /** In pieces, between which the page is answered. */
  async #searchOn(): Promise<void> {
    const search = this.#search;
    if (search?.searcher === undefined || search.isRunning || search.problem !== undefined) return;
    search.isRunning = true;
    try {
      while (search === this.#search && search.searcher.isBehind(this.#book.extents)) {
        await search.searcher.step(this.#book.extents);
        await new Promise((resolve) => setTimeout(resolve));
        this.#hits = undefined;
        if (this.#book.filter.onlyHits) this.#book.refilter();
        this.#soon(200);
      }
    } catch (error) {
      if (!(error instanceof SlowSearch)) throw error;
      search.problem = "this expression takes too long; make it simpler";
    } finally {
      search.isRunning = false;
      if (search === this.#search) this.#soon(0);
    }
  }

  #find(request: SeekRequest): void {
    this.#sought = undefined;
    const index = this.#target(request);
    if (index === undefined && request.to === "line" && (this.#loader?.isLoading ?? true)) this.#sought = request;
    else this.#tell({ type: "found", id: request.id, found: this.#found(request, index) });
  }

  #found(request: SeekRequest, index: number | undefined): Found | undefined {
    const row = index === undefined ? undefined : this.#book.rowAt(index);
    if (index === undefined || row === undefined) return undefined;
    return { index, key: this.#rowView(row).key, place: this.#hitPlace(request, index) };
  }

  #rowView(row: Row): RowView {
    return rowView(
      row,
      (attempt) => this.#loader?.isLoadingHead(attempt) ?? false,
      (key) => this.#expanded.has(key),
    );
  }

  #hitPlace({ to }: SeekRequest, index: number): number | undefined {
    return to === "next" || to === "previous" ? this.#allHits().indexOf(index) + 1 : undefined;
  }

  #target(request: SeekRequest): number | undefined {
    if (request.to === "line") return this.#book.indexOf(request.address);
    if (request.to === "level") return this.#book.firstAtLevel(request.level);
    const hits = this.#allHits();
    if (request.to === "next") return hits.find((index) => index > request.than) ?? hits[0];
    return hits.findLast((index) => index < request.than) ?? hits.at(-1);
  }

  #addressFrom(index: number): LineAddress | undefined {
    for (let at = index; at < index + 4; at++) {
      const row = this.#book.rowAt(at);
      if (row?.kind !== "row" || row.ref.kind !== "line") continue;
      return at === index
        ? { attempt: row.attempt.number, stream: row.ref.stream, offset: row.extent.offsetOf(row.ref.line) }
        : undefined;
    }
    return undefined;
  }
}

const streams = ["LOG_STREAM_STDOUT", "LOG_STREAM_STDERR", "LOG_STREAM_MESSAGES"];

function isSame(a: LineAddress, b: LineAddress): boolean {
  return a.attempt === b.attempt && a.stream === b.stream && a.offset === b.offset;
}

function fromBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
