/** When the collector runs in a process through which logs flow. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Lets buffers count as part of the heap, in whose proportion it may grow before all of it is collected. V8's own rule is
 * a collection of everything for each 64 MB of buffers, whatever became of them: that is for each 3 MB of logs on their
 * way from an agent's file to a reader, and took two thirds of the processor. For the whole process, and once is enough.
 */
export function countBuffersAsHeap(): void {
  setFlagsFromString("--external-memory-accounted-in-global-limit");
}

/**
 * Gives back what starting took: compiled modules leave some 25 MB behind that a process which then has little to do would
 * keep for as long as it runs, because nothing makes V8 collect. Takes a tenth of a second, and is for once.
 */
export function giveBackWhatStartingTook(): void {
  setFlagsFromString("--expose-gc");
  const collect: NodeJS.GCFunction = runInNewContext("gc");
  collect({ type: "major", execution: "sync", flavor: "last-resort" });
}
