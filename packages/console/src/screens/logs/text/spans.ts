/**
 * A line as it looks: pieces of text with classes for colours. Escape codes become classes or nothing, what overwrites a
 * line (`\r`) has overwritten it, and what cannot be seen is shown as a sign. Never as HTML.
 */
import Anser from "anser";
import { colourCodes, escapeCharacter } from "./escape.ts";
import { sgrAfter, sgrCode } from "./sgr.ts";

export interface Span {
  readonly text: string;
  /** "ansi-red-fg ansi-bold" */
  readonly classes?: string;
  /** "255, 100, 200", where a program asked for that very colour. */
  readonly foreground?: string;
  readonly background?: string;
}

/** Titles and links of a terminal (OSC), strings for devices (DCS, APC, PM, SOS); their end, or else the end of the line. */
const strings = new RegExp(`${escapeCharacter}[\\]PX^_][^\\u0007\\u001b]*(?:\\u0007|${escapeCharacter}\\\\|$)`, "g");
/** Codes that move or erase: everything but colours. */
const movements = new RegExp(`${escapeCharacter}\\[[0-9;:<=>?!]*[ -/]*[@-ln-~]`, "g");
/** Codes of one letter, and the beginning of a code that was cut off. */
const rest = new RegExp(`${escapeCharacter}(?:[ -/]+[0-~]|[^[]|\\[[0-9;:]*$|$)`, "g");
const erasesToEnd = new RegExp(`${escapeCharacter}\\[[02]?K`);

/** As many times a line is overwritten here; what was before shows nowhere. */
const mostOverwrites = 50;

/** `state`: the colours that are on where the line begins. */
export function spansOf(line: string, state = ""): readonly Span[] {
  const text = line.replace(/\r+$/, "");
  return text.includes("\r") ? overwritten(text, state) : coloured(text, state);
}

/** What a line says, without its colours: for whoever copies or searches. */
export function textOf(spans: readonly Span[]): string {
  return spans.map(({ text }) => text).join("");
}

/** What a search looks through: of lines that were overwritten the last state, and no escape codes. */
export function searchable(text: string): string {
  const last = text.includes("\r") ? text.replace(/\r+(?=\n|$)/g, "").replace(/[^\n]*\r/g, "") : text;
  return last.includes(escapeCharacter) ? withoutCodes(last).replace(colourCodes, "") : last;
}

function coloured(text: string, state: string): readonly Span[] {
  if (state === "" && !text.includes(escapeCharacter)) return text === "" ? [] : [{ text: visible(text) }];
  const prefixed = sgrCode(state) + withoutCodes(text).replace(colourCodes, (code) => code.replaceAll(":", ";"));
  return new Anser()
    .process(prefixed, { json: true, use_classes: true, remove_empty: true }, true)
    .filter(({ content }) => content !== "")
    .map(toSpan);
}

function withoutCodes(text: string): string {
  return text.replace(strings, "").replace(movements, "").replace(rest, "");
}

/** On a colour of a program's choice they are what they say, and do not follow the scheme. */
const absolute: Readonly<Record<string, string>> = {
  "ansi-black": "0, 0, 0",
  "ansi-white": "255, 255, 255",
  "ansi-bright-white": "255, 255, 255",
};

function toSpan(entry: Anser.AnserJsonEntry): Span {
  const fixed = entry.bg !== null && isFree(entry.bg) ? absolute[entry.fg ?? ""] : undefined;
  const classes = [
    ...(fixed === undefined && entry.fg?.startsWith("ansi-") === true && !isFree(entry.fg) ? [`${entry.fg}-fg`] : []),
    ...(entry.bg?.startsWith("ansi-") === true && !isFree(entry.bg) ? [`${entry.bg}-bg`] : []),
    ...[...new Set(entry.decorations)].map((name) => `ansi-${name}`),
  ].join(" ");
  const foreground = fixed ?? freeColour(entry.fg, entry.fg_truecolor);
  const background = freeColour(entry.bg, entry.bg_truecolor);
  return {
    text: visible(entry.content),
    ...(classes === "" ? {} : { classes }),
    ...(foreground === undefined ? {} : { foreground }),
    ...(background === undefined ? {} : { background }),
  };
}

function isFree(name: string): boolean {
  return name === "ansi-truecolor" || name.startsWith("ansi-palette-");
}

function freeColour(name: string | null, truecolour: string | null): string | undefined {
  if (name === "ansi-truecolor") return truecolour ?? undefined;
  const index = Number(/^ansi-palette-(\d+)$/.exec(name ?? "")?.[1] ?? Number.NaN);
  if (Number.isNaN(index)) return undefined;
  if (index >= 232)
    return Array(3)
      .fill(8 + (index - 232) * 10)
      .join(", ");
  const cube = [0, 95, 135, 175, 215, 255];
  return [36, 6, 1].map((by) => cube[Math.floor((index - 16) / by) % 6]).join(", ");
}

/** Each text over the one before it: a shorter one leaves the end of that to be seen, unless it erased it. */
function overwritten(line: string, state: string): readonly Span[] {
  const begin = lastOverwrites(line);
  let spans: readonly Span[] = [];
  let colour = sgrAfter(state, line.slice(0, begin));
  for (const text of line.slice(begin).split("\r")) {
    const over = coloured(text, colour);
    colour = sgrAfter(colour, text);
    const left = erasesToEnd.test(text) ? [] : after(spans, textOf(over).length);
    spans = [...over, ...left];
  }
  return spans;
}

function lastOverwrites(line: string): number {
  let begin = line.length;
  for (let count = 0; count < mostOverwrites && begin > 0; count++) begin = line.lastIndexOf("\r", begin - 1);
  return Math.max(0, begin);
}

function after(spans: readonly Span[], length: number): readonly Span[] {
  let skip = length;
  const left: Span[] = [];
  for (const span of spans) {
    if (skip < span.text.length) left.push({ ...span, text: span.text.slice(skip) });
    skip = Math.max(0, skip - span.text.length);
  }
  return left;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Control characters as their signs; what would turn the direction of the text, and so its meaning, as a question mark. */
function visible(text: string): string {
  return text.replace(unseen, (character) => {
    const code = character.charCodeAt(0);
    return code < 32 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? "\u2421" : "\u2426";
  });
}
