/**
 * In place of `hysnappy`, which uncompresses by WebAssembly as soon as it is loaded (vite.config.ts): the page's policy
 * forbids that, and hyparquet has its own.
 */
import { snappyUncompress as uncompressInto } from "hyparquet";

export function snappyUncompress(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  uncompressInto(input, output);
  return output;
}

export const snappyUncompressor = () => snappyUncompress;
