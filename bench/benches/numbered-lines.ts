/** Reads lines that are nothing but their number, zeros before it, and keeps account of which have come. */
export class NumberedLines {
  readonly #bytesPerLine: number;
  #rest: Uint8Array = new Uint8Array();
  #next = 1;
  #duplicated = 0;
  #skipped = 0;

  constructor(bytesPerLine: number) {
    this.#bytesPerLine = bytesPerLine;
  }

  take(data: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    let at = 0;
    for (; at + this.#bytesPerLine <= bytes.length; at += this.#bytesPerLine)
      this.#count(numberAt(bytes, at, this.#bytesPerLine));
    this.#rest = bytes.subarray(at);
  }

  countedAgainst(expected: number): { readonly lost: number; readonly duplicated: number } {
    return { lost: this.#skipped + Math.max(0, expected - (this.#next - 1)), duplicated: this.#duplicated };
  }

  /** A line below the next one has come before, or comes too late, which is as bad. */
  #count(number: number): void {
    if (number < this.#next) this.#duplicated += 1;
    else {
      this.#skipped += number - this.#next;
      this.#next = number + 1;
    }
  }
}

/** Throws on anything but digits with a newline behind them: the stream is torn. */
function numberAt(bytes: Uint8Array, start: number, length: number): number {
  let number = 0;
  for (let at = start; at < start + length - 1; at += 1) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) throw new Error(`byte ${at - start} of a line is ${bytes[at]}`);
    number = number * 10 + digit;
  }
  if (bytes[start + length - 1] !== 10) throw new Error("a line does not end where it should");
  return number;
}
