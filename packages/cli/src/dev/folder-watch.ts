/**
 * Tells when something changes in some folders, each by itself: a recursive watch would also walk what lies in
 * node_modules, which is most of what there is.
 */
import { type FSWatcher, watch } from "node:fs";
import { defaultIgnores } from "@troupe/sdk/bundle";
import ignore from "ignore";

/** An editor writes a file in several steps; one change is told once. */
const settleMs = 120;

export class FolderWatch {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #ignored = ignore().add([...defaultIgnores]);
  readonly #changed: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** From now on these folders and no others. */
  look(folders: Iterable<string>): void {
    const wanted = new Set(folders);
    for (const folder of this.#watchers.keys()) if (!wanted.has(folder)) this.#drop(folder);
    for (const folder of wanted) if (!this.#watchers.has(folder)) this.#add(folder);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.look([]);
  }

  #add(folder: string): void {
    const watcher = watch(folder, (_event, name) => {
      if (!name || this.#ignored.ignores(name)) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#changed, settleMs);
    });
    // The folder is gone: whoever looks again will not name it.
    watcher.on("error", () => this.#drop(folder));
    this.#watchers.set(folder, watcher);
  }

  #drop(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}
