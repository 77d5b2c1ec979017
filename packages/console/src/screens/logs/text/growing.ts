/**
 * Lists of numbers that grow at the end and are let go at the front, a block at a time: a log of ten million lines costs
 * some bytes a line and never a copy of all of them.
 */

const blockBits = 14;
const blockLength = 1 << blockBits;
const blockMask = blockLength - 1;
/** The first block doubles until it is as long as the others: a log of ten lines takes little. */
const firstLength = 64;

type Block = Uint8Array | Uint32Array | Float64Array;

export class Growing {
  readonly #make: (length: number) => Block;
  readonly #blocks: (Block | undefined)[] = [];
  #length = 0;

  constructor(make: (length: number) => Block) {
    this.#make = make;
  }

  static bytes(): Growing {
    return new Growing((length) => new Uint8Array(length));
  }

  /** Whole numbers up to 2^32 - 1. */
  static counts(): Growing {
    return new Growing((length) => new Uint32Array(length));
  }

  static numbers(): Growing {
    return new Growing((length) => new Float64Array(length));
  }

  get length(): number {
    return this.#length;
  }

  /** 0 where there is nothing, or nothing any more. */
  at(index: number): number {
    return this.#blocks[index >>> blockBits]?.[index & blockMask] ?? 0;
  }

  set(index: number, value: number): void {
    const block = this.#blocks[index >>> blockBits];
    if (block !== undefined) block[index & blockMask] = value;
  }

  push(value: number): void {
    const which = this.#length >>> blockBits;
    const at = this.#length & blockMask;
    let block = this.#blocks[which];
    if (block === undefined || at === block.length) block = this.#larger(which, block);
    block[at] = value;
    this.#length++;
  }

  #larger(which: number, block: Block | undefined): Block {
    const larger = this.#make(which > 0 ? blockLength : block === undefined ? firstLength : block.length * 2);
    if (block !== undefined) larger.set(block);
    this.#blocks[which] = larger;
    return larger;
  }

  /** Lets go of whole blocks before it. What stands there is not to be asked for any more. */
  dropBefore(index: number): void {
    for (let which = (index >>> blockBits) - 1; which >= 0 && this.#blocks[which] !== undefined; which--)
      this.#blocks[which] = undefined;
  }

  /** Of a list in rising order: the last index in [from, length) whose value is at most `value`; from - 1 if none is. */
  lastAtMost(value: number, from = 0): number {
    let low = from;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) <= value) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
