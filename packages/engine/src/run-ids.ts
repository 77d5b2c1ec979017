/**
 * Run ids: ULIDs in lower case. 10 characters of time, 16 of randomness; those of one source sort in the order in which
 * they were made, also within a millisecond and when the clock steps back.
 */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const timeLength = 10;
/** The 80 random bits are kept as two halves of 40, each exact in a number. */
const halfLength = 8;
const half = 2 ** 40;

/** Whether it may be the id of a run. Anything else comes from outside, and may look like a path. */
export function isRunId(text: string): boolean {
  return text.length === timeLength + 2 * halfLength && [...text].every((character) => alphabet.includes(character));
}

export class RunIds {
  readonly #random40: () => number;
  #time = -1;
  #high = 0;
  #low = 0;

  /** `random40` yields integers in [0, 2^40). */
  constructor(random40: () => number) {
    this.#random40 = random40;
  }

  next(now: number): string {
    const time = Math.floor(now);
    if (time > this.#time) {
      this.#time = time;
      this.#high = this.#random40();
      this.#low = this.#random40();
    } else {
      this.#increment();
    }
    return base32(this.#time, timeLength) + base32(this.#high, halfLength) + base32(this.#low, halfLength);
  }

  /** Past the last id of a millisecond comes the first of the next. */
  #increment(): void {
    this.#low += 1;
    if (this.#low < half) return;
    this.#low = 0;
    this.#high += 1;
    if (this.#high < half) return;
    this.#high = 0;
    this.#time += 1;
  }
}

function base32(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = alphabet.charAt(rest % 32) + text;
  return text;
}
