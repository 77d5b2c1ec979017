/** What page and worker tell each other. The worker has the log; the page has what is in sight of it. */
import type { Filter, LineAddress } from "../book/log-book.ts";
import type { Range, Search } from "../text/find.ts";
import type { Level } from "../text/levels.ts";
import type { WireLogPart } from "../text/parts-reader.ts";
import type { Span } from "../text/spans.ts";

export type ToWorker =
  | { readonly type: "open"; readonly runId: string; readonly task: string }
  /** The end of the newest attempt is to be read, before anybody has told which attempts there are. */
  | { readonly type: "newest" }
  /** The attempts that are to be read, the newest last. Those that are there already stay. */
  | { readonly type: "attempts"; readonly numbers: readonly number[] }
  /** What the live stream brought; `data` in base64. */
  | { readonly type: "live"; readonly part: WireLogPart & { readonly data: string } }
  /** Nothing more comes of an attempt. */
  | { readonly type: "end"; readonly attempt: number }
  | ViewRequest
  | { readonly type: "filter"; readonly filter: Filter }
  | { readonly type: "search"; readonly search: Search | null }
  | SeekRequest
  /** Shows more of a long line. */
  | { readonly type: "expand"; readonly key: string };

/** Rows from, and up to, which the page shows, or the last ones. */
export interface ViewRequest {
  readonly type: "view";
  readonly from: number;
  readonly to: number;
  readonly follow: boolean;
  /** The first row that is seen: it must stay where it is when others come before it. */
  readonly anchor: number;
}

export type SeekRequest = { readonly type: "seek"; readonly id: number } & (
  | { readonly to: "line"; readonly address: LineAddress }
  | { readonly to: "level"; readonly level: Level }
  | { readonly to: "next" | "previous"; readonly than: number }
);

export type FromWorker =
  | View
  /** The end of an attempt is here: the live stream goes on from there. */
  | { readonly type: "ready"; readonly attempt: number; readonly from: readonly StreamOffset[] }
  | { readonly type: "found"; readonly id: number; readonly found: Found | undefined };

export interface Found {
  readonly index: number;
  /** Of the row, whatever comes before it. */
  readonly key: string;
  /** Of a search: which of the lines that it has found it is, from 1. */
  readonly place: number | undefined;
}

export interface StreamOffset {
  readonly stream: string;
  readonly offset: number;
}

export interface View {
  readonly type: "view";
  readonly total: number;
  readonly from: number;
  readonly rows: readonly RowView[];
  /** By how much the anchor has moved since the page asked. */
  readonly shift: number;
  readonly facts: LogFacts;
}

export interface LogFacts {
  /** False: nothing is known yet, not even that there is nothing. */
  readonly isOpen: boolean;
  /** Bytes that are still to be loaded. */
  readonly missingBytes: number;
  /** The rest does not fit into memory. */
  readonly isFull: boolean;
  readonly bytes: number;
  /** Lines by level: none, debug, info, warning, error. */
  readonly levelCounts: readonly number[];
  /** Characters of the longest line that was in sight. */
  readonly widest: number;
  readonly search: SearchFacts | null;
  readonly problem: string | undefined;
}

export interface SearchFacts {
  readonly count: number;
  /** There are more than are counted. */
  readonly isMore: boolean;
  readonly isSearching: boolean;
  readonly problem: string | undefined;
}

export type RowView =
  | LineView
  | { readonly kind: "attempt"; readonly key: string; readonly attempt: number }
  | {
      readonly kind: "hole";
      readonly key: string;
      readonly attempt: number;
      readonly bytes: number;
      readonly isLoading: boolean;
      readonly isDropped: boolean;
    }
  | { readonly kind: "gap"; readonly key: string; readonly stream: number; readonly bytes: number };

export interface LineView {
  readonly kind: "line";
  readonly key: string;
  readonly attempt: number;
  readonly stream: number;
  readonly offset: number;
  readonly number: number | undefined;
  readonly level: Level;
  /** When the piece came that it begins in. */
  readonly at: number;
  readonly isHit: boolean;
  readonly spans: readonly Span[];
  /** Where the search stands in it. */
  readonly ranges: readonly Range[];
  /** Bytes of it that are not shown. */
  readonly cut: number;
}
