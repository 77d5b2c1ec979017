/** Numbers from 1, of which nearly all come in order: those without a gap before them take no room. */
export class SequenceSet {
  /** All up to here are in. */
  #whole = 0;
  readonly #beyond = new Set<number>();

  get whole(): number {
    return this.#whole;
  }

  has(sequence: number): boolean {
    return sequence <= this.#whole || this.#beyond.has(sequence);
  }

  add(sequence: number): void {
    if (this.has(sequence)) return;
    this.#beyond.add(sequence);
    while (this.#beyond.delete(this.#whole + 1)) this.#whole += 1;
  }
}

/** First and last of numbers that follow one another. */
export type Range = readonly [number, number];

export function rangesOf(sequences: readonly number[]): readonly Range[] {
  const ranges: [number, number][] = [];
  for (const sequence of sequences.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === sequence - 1) last[1] = sequence;
    else ranges.push([sequence, sequence]);
  }
  return ranges;
}
