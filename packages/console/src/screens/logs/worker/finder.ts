/**
 * Finding lines. A plain text is sought here; an expression that somebody wrote in a worker of its own, because one like
 * (a+)+$ may take longer than the universe: then that worker is ended, and nothing else stands still.
 */
import { compile, linesWith, type Range, rangesIn, type Search } from "../text/find.ts";

export interface Finder {
  /** Lines of a text, from 0, that have a match. Throws SlowSearch. */
  lines(text: string): Promise<readonly number[]>;
  ranges(texts: readonly string[]): Promise<readonly (readonly Range[])[]>;
  close(): void;
}

export class SlowSearch extends Error {
  override readonly name = "SlowSearch";
}

const patienceMs = 3000;

/** A problem, as a sentence, where it is no expression. */
export function openFinder(search: Search): Finder | { readonly problem: string } {
  const pattern = compile(search);
  if (!(pattern instanceof RegExp)) return pattern;
  return search.isRegex ? new RegexFinder(search) : plainFinder(pattern);
}

function plainFinder(pattern: RegExp): Finder {
  return {
    lines: async (text) => linesWith(text, pattern),
    ranges: async (texts) => texts.map((text) => rangesIn(text, pattern)),
    close() {},
  };
}

export type FinderRequest = { readonly search: Search } & (
  | { readonly kind: "lines"; readonly text: string }
  | { readonly kind: "ranges"; readonly texts: readonly string[] }
);

class RegexFinder implements Finder {
  readonly #search: Search;
  readonly #worker = new Worker(new URL("./finder-worker.ts", import.meta.url), { type: "module" });
  /** One at a time: an answer needs no name, and the patience is for one question. */
  #line: Promise<unknown> = Promise.resolve();
  #isSlow = false;

  constructor(search: Search) {
    this.#search = search;
  }

  lines(text: string): Promise<readonly number[]> {
    return this.#ask({ kind: "lines", text, search: this.#search });
  }

  ranges(texts: readonly string[]): Promise<readonly (readonly Range[])[]> {
    return this.#ask({ kind: "ranges", texts, search: this.#search });
  }

  close(): void {
    this.#worker.terminate();
  }

  #ask<Answer>(request: FinderRequest): Promise<Answer> {
    const answer = this.#line.then(() => this.#askNow<Answer>(request));
    this.#line = answer.catch(() => {});
    return answer;
  }

  #askNow<Answer>(request: FinderRequest): Promise<Answer> {
    if (this.#isSlow) throw new SlowSearch();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#isSlow = true;
        this.close();
        reject(new SlowSearch());
      }, patienceMs);
      this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        clearTimeout(timer);
        resolve(data);
      };
      this.#worker.postMessage(request);
    });
  }
}
