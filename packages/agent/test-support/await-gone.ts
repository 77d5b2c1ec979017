/** That an agent removes a folder is the signal that a test waits for. */
import { existsSync, type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";

/** The folder around it must stay. */
export function gone(path: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let watcher: FSWatcher | undefined;
  const look = () => {
    if (existsSync(path)) return;
    watcher?.close();
    resolve();
  };
  watcher = watch(dirname(path), look);
  look();
  return promise;
}
