/** What changed between two texts, line by line, with a little of what stayed around it. */

export interface DiffLine {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

export interface Hunk {
  /** Lines of the old and the new text that the hunk begins with, from 1. */
  readonly oldFrom: number;
  readonly newFrom: number;
  readonly lines: readonly DiffLine[];
}

/** Around each change, in lines. */
const context = 3;

/** Above so many changes nobody reads them, and finding the fewest takes long: all that differs is then one change. */
const mostChanges = 2000;

export function diffHunks(from: string, to: string): readonly Hunk[] {
  return hunksOf(diffLines(from.split("\n"), to.split("\n")));
}

/** The fewest lines to take away and to add. */
export function diffLines(from: readonly string[], to: readonly string[]): readonly DiffLine[] {
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start++;
  let end = 0;
  while (end < from.length - start && end < to.length - start && from.at(-1 - end) === to.at(-1 - end)) end++;
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ kind: "same", text }));
  const [left, right] = [from.slice(start, from.length - end), to.slice(start, to.length - end)];
  return [...same(from.slice(0, start)), ...middle(left, right), ...same(from.slice(from.length - end))];
}

/** Myers: the shortest way through the table of lines, by the number of its changes. */
function middle(from: readonly string[], to: readonly string[]): readonly DiffLine[] {
  const most = Math.min(from.length + to.length, mostChanges);
  const offset = most + 1;
  const reach = new Int32Array(2 * offset + 1);
  const trail: Int32Array[] = [];
  for (let changes = 0; changes <= most; changes++) {
    // Of a step only the diagonals that it can have reached are kept, so that all of them stay small.
    trail.push(reach.slice(offset - changes - 1, offset + changes + 2));
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      const isDown =
        diagonal === -changes ||
        (diagonal !== changes && at(reach, offset + diagonal - 1) < at(reach, offset + diagonal + 1));
      let x = isDown ? at(reach, offset + diagonal + 1) : at(reach, offset + diagonal - 1) + 1;
      while (x < from.length && x - diagonal < to.length && from[x] === to[x - diagonal]) x++;
      reach[offset + diagonal] = x;
      if (x >= from.length && x - diagonal >= to.length) return walkBack(from, to, trail);
    }
  }
  return [...from.map((text) => line("removed", text)), ...to.map((text) => line("added", text))];
}

function walkBack(from: readonly string[], to: readonly string[], trail: readonly Int32Array[]): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let [x, y] = [from.length, to.length];
  for (let changes = trail.length - 1; changes >= 0; changes--) {
    const reach = trail[changes] ?? new Int32Array();
    const center = changes + 1;
    const diagonal = x - y;
    const isDown =
      diagonal === -changes ||
      (diagonal !== changes && at(reach, center + diagonal - 1) < at(reach, center + diagonal + 1));
    const before = changes === 0 ? 0 : at(reach, center + diagonal + (isDown ? 1 : -1));
    const beforeY = changes === 0 ? 0 : before - (diagonal + (isDown ? 1 : -1));
    while (x > before && y > beforeY && x > 0 && y > 0 && from[x - 1] === to[y - 1]) {
      x--;
      y--;
      lines.push(line("same", from[x] ?? ""));
    }
    if (changes === 0) break;
    if (isDown) lines.push(line("added", to[--y] ?? ""));
    else lines.push(line("removed", from[--x] ?? ""));
  }
  return lines.reverse();
}

function hunksOf(lines: readonly DiffLine[]): readonly Hunk[] {
  const hunks: { oldFrom: number; newFrom: number; lines: DiffLine[] }[] = [];
  const shown = new Set<number>();
  for (const [place, { kind }] of lines.entries())
    if (kind !== "same") for (let near = place - context; near <= place + context; near++) shown.add(near);
  let [oldAt, newAt] = [1, 1];
  let open: (typeof hunks)[number] | undefined;
  for (const [place, each] of lines.entries()) {
    if (!shown.has(place)) open = undefined;
    else if (open === undefined) {
      open = { oldFrom: oldAt, newFrom: newAt, lines: [each] };
      hunks.push(open);
    } else open.lines.push(each);
    if (each.kind !== "added") oldAt++;
    if (each.kind !== "removed") newAt++;
  }
  return hunks;
}

function line(kind: DiffLine["kind"], text: string): DiffLine {
  return { kind, text };
}

function at(reach: Int32Array, index: number): number {
  return reach[index] ?? 0;
}
