/** Where attempts lie: `<root>/<run>/<task>/<n>`. Names come from elsewhere, so nothing in them may lead outside. */
import { mkdirSync, rmdirSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { AttemptKey } from "@troupe/engine";
import { unless } from "../artifacts/errno.ts";

export class AttemptFolders {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  of(key: AttemptKey): string {
    return join(this.#root, segment(key.runId), segment(key.task), String(key.attempt));
  }

  /** Empty but for `outputs/`. Synchronous: it takes less time than handing it to another thread. */
  make(key: AttemptKey): string {
    const folder = this.of(key);
    mkdirSync(join(folder, "outputs"), { recursive: true, mode: 0o700 });
    return folder;
  }

  async remove(key: AttemptKey): Promise<void> {
    const folder = this.of(key);
    await rm(folder, { recursive: true, force: true, maxRetries: 2 });
    // A run's folders go with its last attempt here.
    for (const parent of [dirname(folder), dirname(dirname(folder))]) if (!removeIfEmpty(parent)) return;
  }

  /** Folders of attempts that an earlier agent process left. */
  async list(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const run of await names(this.#root)) {
      for (const task of await names(join(this.#root, run))) {
        for (const attempt of await names(join(this.#root, run, task)))
          found.push(join(this.#root, run, task, attempt));
      }
    }
    return found;
  }
}

async function names(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(unless("ENOENT"));
  return (entries ?? []).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** One name of a file, whatever the text: "train[0]" stays as it is, "../x" does not. */
function segment(text: string): string {
  const safe = text.replaceAll(/[^A-Za-z0-9_.[\]-]/g, (character) =>
    encodeURIComponent(character).replaceAll("/", "%2F"),
  );
  return safe.startsWith(".") ? `%2E${safe.slice(1)}` : safe;
}
