/** Searching in text: which lines have a match, and where in a line it stands. */

export interface Search {
  readonly text: string;
  readonly isRegex: boolean;
  readonly matchesCase: boolean;
}

/** A problem, as a sentence, where the text is no regular expression. */
export function compile({ text, isRegex, matchesCase }: Search): RegExp | { readonly problem: string } {
  const source = isRegex ? text : text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&").replaceAll("\\-", "-");
  try {
    return new RegExp(source, matchesCase ? "gm" : "gim");
  } catch (error) {
    return { problem: (error as Error).message.replace(/^Invalid regular expression: /, "") };
  }
}

/** Of a text of several lines, counted from 0: those in which a match begins. */
export function linesWith(text: string, pattern: RegExp): number[] {
  const found: number[] = [];
  let line = 0;
  let lineBegin = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    for (let end = text.indexOf("\n", lineBegin); end >= 0 && end < match.index; end = text.indexOf("\n", lineBegin)) {
      line++;
      lineBegin = end + 1;
    }
    // What is after the end of the last line is no line.
    if (match.index >= text.length && text.endsWith("\n")) break;
    found.push(line);
    const end = text.indexOf("\n", Math.max(lineBegin, match.index));
    if (end < 0) break;
    line++;
    lineBegin = end + 1;
    pattern.lastIndex = lineBegin;
  }
  return found;
}

export type Range = readonly [from: number, to: number];

/** Where in a line it stands, at most so many times. */
export function rangesIn(text: string, pattern: RegExp, most = 200): readonly Range[] {
  const found: Range[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null && found.length < most; match = pattern.exec(text)) {
    if (match[0] === "") pattern.lastIndex++;
    else found.push([match.index, match.index + match[0].length]);
  }
  return found;
}
