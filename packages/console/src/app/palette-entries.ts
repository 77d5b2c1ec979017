/** What the palette finds, and in which order: pure. */
import type { IconName } from "../components/icons/icon-shapes.ts";

export interface PaletteEntry {
  readonly id: string;
  readonly label: string;
  /** Beside the label: "pipeline", "run of churn". */
  readonly note: string;
  readonly icon: IconName;
  /** Found by these as well. */
  readonly words?: string;
  readonly keys?: string;
  /** Where it leads. */
  readonly to: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly search?: Readonly<Record<string, unknown>>;
}

/** Of what matches: more than one can overlook is not shown. */
export const entriesShown = 40;

/** Best first; all of them in their order where nothing is asked for. */
export function findEntries(entries: readonly PaletteEntry[], query: string): readonly PaletteEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries.slice(0, entriesShown);
  return entries
    .map((entry, place) => ({ entry, place, rank: rankOf(entry, words) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank || a.place - b.place)
    .slice(0, entriesShown)
    .map(({ entry }) => entry);
}

/** 0: some word is nowhere. What begins with a word counts more than what has it inside; the label more than the rest. */
function rankOf({ label, note, words: more = "" }: PaletteEntry, words: readonly string[]): number {
  const [title, rest] = [label.toLowerCase(), `${note} ${more}`.toLowerCase()];
  let rank = 0;
  for (const word of words) {
    if (title.startsWith(word)) rank += 8;
    else if (title.includes(` ${word}`)) rank += 5;
    else if (title.includes(word)) rank += 3;
    else if (rest.includes(word)) rank += 1;
    else return 0;
  }
  return rank;
}

/** What somebody pastes: a digest, or the id of a run or an agent that no list has. */
export function pastedEntries(query: string): readonly PaletteEntry[] {
  const text = query.trim();
  if (/^sha256:[0-9a-f]{64}$/.test(text))
    return [
      { id: text, label: text, note: "artifact", icon: "artifact", to: "/artifacts/$digest", params: { digest: text } },
    ];
  if (/^[0-9a-z-]{20,40}$/.test(text))
    return [
      {
        id: `run ${text}`,
        label: text,
        note: "run, by its id",
        icon: "runs",
        to: "/runs/$runId",
        params: { runId: text },
      },
    ];
  return [];
}
