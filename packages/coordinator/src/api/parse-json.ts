/** JSON from strangers: where it breaks, and never deeper than what recursive code can walk. */
import type { Json } from "@troupe/core";

export type Parsed = { readonly value: Json } | { readonly problem: string };

/** Deeper than any spec, parameter or output needs; shallow enough for every recursive function. */
const maxDepth = 128;

export function parseJson(text: string): Parsed {
  const tooDeepAt = findDepth(text, maxDepth);
  if (tooDeepAt !== undefined) return { problem: `is nested deeper than ${maxDepth} levels ${place(text, tooDeepAt)}` };
  try {
    const value = JSON.parse(text) as Json;
    if (mayBeHalf.test(text) && !isWellFormed(value)) return { problem: halfCharacter };
    return { value };
  } catch {
    const at = findFault(text);
    const found = at >= text.length ? "it ends too early" : `unexpected ${JSON.stringify(characterAt(text, at))}`;
    return { problem: `is not JSON: ${found} ${place(text, at)}` };
  }
}

const halfCharacter = "holds half of a character (a lone surrogate, like \\ud83d), which no text can be written with";

/** Only an escape can bring half of a character: what comes as UTF-8 has none. */
const mayBeHalf = /\\u[dD][89a-fA-F]/;

function isWellFormed(value: Json): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isWellFormed);
  return Object.entries(value).every(([name, item]) => name.isWellFormed() && isWellFormed(item));
}

function place(text: string, at: number): string {
  const before = text.slice(0, at).split("\n");
  const column = (before.at(-1) ?? "").length + 1;
  return `at line ${before.length}, column ${column} (position ${at})`;
}

function characterAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}

function findDepth(text: string, limit: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > limit) return at;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return undefined;
}

const space = /[ \t\n\r]*/y;
const scalar = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings, so this must name them.
const plain = /[^"\\\u0000-\u001f]+/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The position of the first character that no JSON text could have there. Called only for texts that are known to be faulty. */
function findFault(text: string): number {
  const scanner = new Scanner(text);
  try {
    scanner.value();
    return scanner.position();
  } catch (fault) {
    if (fault instanceof Fault) return fault.at;
    throw fault;
  }
}

class Fault extends Error {
  readonly at: number;

  constructor(at: number) {
    super("not JSON");
    this.at = at;
  }
}

/** A recursive descent that keeps nothing; `maxDepth` has bounded its recursion. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  position(): number {
    this.#match(space);
    return this.#at;
  }

  value(): void {
    const next = this.#text[this.position()];
    if (next === "{") this.#members("}", () => this.#member());
    else if (next === "[") this.#members("]", () => this.value());
    else if (next === '"') this.#string();
    else if (!this.#match(scalar)) throw new Fault(this.#at);
  }

  #members(close: string, member: () => void): void {
    this.#at++;
    if (this.#text[this.position()] === close) {
      this.#at++;
      return;
    }
    for (;;) {
      member();
      const next = this.#text[this.position()];
      if (next !== "," && next !== close) throw new Fault(this.#at);
      this.#at++;
      if (next === close) return;
    }
  }

  #member(): void {
    this.position();
    this.#string();
    this.#expect(":", this.position());
    this.value();
  }

  #string(): void {
    this.#expect('"', this.#at);
    // Two patterns in a loop: one pattern with an alternation would need stack for each character of a long string.
    while (this.#match(plain) || this.#match(escaped));
    this.#expect('"', this.#at);
  }

  #expect(character: string, at: number): void {
    if (this.#text[at] !== character) throw new Fault(at);
    this.#at = at + 1;
  }

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return false;
    this.#at += found[0].length;
    return true;
  }
}
