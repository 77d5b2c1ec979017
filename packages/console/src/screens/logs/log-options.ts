/** What one looks at of a log, and how: as it stands in the address. */
import type { Filter, LineAddress } from "./book/log-book.ts";
import type { Search } from "./text/find.ts";
import { levels } from "./text/levels.ts";

export interface LogOptions {
  /** Absent: all of them. */
  readonly attempt?: number;
  readonly stream?: readonly string[];
  readonly line?: string;
  readonly q?: string;
  readonly regex?: true;
  readonly case?: true;
  readonly level?: "info" | "warning" | "error";
  /** Only lines that the search has found. */
  readonly hits?: true;
  readonly wrap?: true;
  readonly times?: true;
}

export const streamWords = ["stdout", "stderr", "messages"] as const;

/** What changes; undefined takes it out of the address. */
export type OptionsChange = { readonly [K in keyof LogOptions]: LogOptions[K] | undefined };

export function changed(options: LogOptions, change: OptionsChange): LogOptions {
  return Object.fromEntries(Object.entries({ ...options, ...change }).filter(([, value]) => value !== undefined));
}

export function filterOf({ attempt, stream, level, hits, q }: LogOptions): Filter {
  return {
    streams: streamWords.map((word) => stream === undefined || stream.includes(word)),
    level: level === undefined ? levels.none : levels[level],
    onlyHits: hits === true && q !== undefined,
    attempt: attempt ?? null,
  };
}

export function searchOf({ q, regex, case: matchesCase }: LogOptions): Search | null {
  return q === undefined ? null : { text: q, isRegex: regex === true, matchesCase: matchesCase === true };
}

export function formatAddress({ attempt, stream, offset }: LineAddress): string {
  return `${attempt}-${streamWords[stream] ?? ""}-${offset}`;
}

export function parseAddress(text: string | undefined): LineAddress | undefined {
  const [, attempt, stream = "", offset] = /^(\d{1,6})-([a-z]+)-(\d{1,15})$/.exec(text ?? "") ?? [];
  const index = streamWords.indexOf(stream as (typeof streamWords)[number]);
  return index < 0 ? undefined : { attempt: Number(attempt), stream: index, offset: Number(offset) };
}
