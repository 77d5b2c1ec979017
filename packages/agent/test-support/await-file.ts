/** What a program in a test writes is the signal that the test waits for. */
import { existsSync, type FSWatcher, readFileSync, watch } from "node:fs";
import { dirname } from "node:path";

/** Resolves with the file's text once it is there and ends in a newline. Its folder must exist. */
export function lineIn(path: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let watcher: FSWatcher | undefined;
  const look = () => {
    if (!existsSync(path)) return;
    const text = readFileSync(path, "utf8");
    if (!text.endsWith("\n")) return;
    watcher?.close();
    resolve(text.trimEnd());
  };
  watcher = watch(dirname(path), look);
  look();
  return promise;
}
