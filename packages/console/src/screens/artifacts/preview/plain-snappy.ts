/**
 * In place of `hysnappy`, which compresses by WebAssembly as soon as it is loaded (vite.config.ts): the page's policy forbids
 * that, and hyparquet has its own.
 */
export { snappyUncompress } from "hyparquet";
