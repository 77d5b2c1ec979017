/**
 * Bytes that grow at the end, in blocks: what is there is not copied when there is more, and what is old is let go. A store
 * of a few bytes takes little: its first block doubles until it is as large as the others.
 */

const blockBits = 20;
export const blockBytes = 1 << blockBits;
const blockMask = blockBytes - 1;
const firstBytes = 4096;

export class ByteStore {
  readonly #blocks: (Uint8Array | undefined)[] = [];
  #first = 0;
  #end = 0;

  get end(): number {
    return this.#end;
  }

  /** From where on they are still here. */
  get first(): number {
    return this.#first;
  }

  append(data: Uint8Array): void {
    for (let taken = 0; taken < data.length; ) {
      const at = this.#end & blockMask;
      const take = Math.min(data.length - taken, blockBytes - at);
      const block = this.#blockFor(this.#end >>> blockBits, at + take);
      block.set(data.subarray(taken, taken + take), at);
      taken += take;
      this.#end += take;
    }
  }

  /** Without a copy where they lie in one block. What is not here any more is left out. */
  slice(from: number, to: number): Uint8Array {
    const begin = Math.max(from, this.#first);
    const end = Math.min(to, this.#end);
    if (end <= begin) return new Uint8Array();
    if (begin >>> blockBits === (end - 1) >>> blockBits) return this.#piece(begin, end);
    const whole = new Uint8Array(end - begin);
    for (let at = begin; at < end; ) {
      const piece = this.#piece(at, Math.min(end, (at | blockMask) + 1));
      whole.set(piece, at - begin);
      at += piece.length;
    }
    return whole;
  }

  /** Answers from where on they are still here: at most that, and less by a part of a block. */
  dropBefore(position: number): number {
    const until = Math.min(position, this.#end) >>> blockBits;
    for (let which = this.#first >>> blockBits; which < until; which++) this.#blocks[which] = undefined;
    this.#first = Math.max(this.#first, until << blockBits);
    return this.#first;
  }

  #blockFor(which: number, length: number): Uint8Array {
    const block = this.#blocks[which];
    if (block !== undefined && block.length >= length) return block;
    const size = which > 0 ? blockBytes : Math.min(blockBytes, Math.max(firstBytes, 2 ** Math.ceil(Math.log2(length))));
    const larger = new Uint8Array(size);
    if (block !== undefined) larger.set(block);
    this.#blocks[which] = larger;
    return larger;
  }

  #piece(from: number, to: number): Uint8Array {
    const block = this.#blocks[from >>> blockBits] ?? new Uint8Array(blockBytes);
    return block.subarray(from & blockMask, ((to - 1) & blockMask) + 1);
  }
}
