/** Keys pressed one after the other, matched against what screens listen to. Pure. */

export interface Press {
  /** As KeyboardEvent names it: "g", "?", "Escape", "ArrowDown". */
  readonly key: string;
  /** Control, or Command on a Mac. */
  readonly mod: boolean;
  readonly at: number;
}

/** A second key counts with the first for so long. */
const sequenceMs = 1200;

export class KeySequence {
  #first: Press | undefined;

  /** Answers which of the bindings ("g h", "mod+k", "j") is complete with this press. */
  press(press: Press, bindings: Iterable<string>): string | undefined {
    const name = press.mod ? `mod+${press.key.toLowerCase()}` : press.key;
    const first = this.#first !== undefined && press.at - this.#first.at <= sequenceMs ? this.#first.key : undefined;
    const known = new Set(bindings);
    this.#first = undefined;
    const pair = `${first} ${name}`;
    if (first !== undefined && known.has(pair)) return pair;
    if (!press.mod && [...known].some((binding) => binding.startsWith(`${name} `))) this.#first = press;
    return known.has(name) ? name : undefined;
  }
}
