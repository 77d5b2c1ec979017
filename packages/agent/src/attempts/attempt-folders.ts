/**
 * Where attempts lie: `<root>/<run>/<task>.<n>`. Names come from elsewhere, so nothing in them may lead outside. Flat,
 * because making a folder is what costs most of a short attempt's time on a journalling file system.
 */
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { AttemptKey } from "@troupe/engine";
import { unless } from "../artifacts/errno.ts";
import type { AttemptDisk, Uptime } from "../ports/attempt-disk.ts";
import type { Stop } from "./attempt-state.ts";
import { lastWords } from "./last-words.ts";
import { type LedgerEntry, type Read, readLedger, removeEntry, writeEntry, writeStop } from "./ledger.ts";
import { uptime } from "./uptime.ts";

/** In a folder whose attempt is over. */
const retainedName = "retained";

export class AttemptFolders implements AttemptDisk {
  readonly #root: string;
  /** Attempts by run: its folder goes with the last one. */
  readonly #runs = new Map<string, number>();

  constructor(root: string) {
    this.#root = root;
  }

  of(key: AttemptKey): string {
    return join(this.#root, segment(key.runId), `${segment(key.task)}.${key.attempt}`);
  }

  /** Empty but for `outputs/`. Synchronous: it takes less time than handing it to another thread. */
  make(key: AttemptKey): string {
    const folder = this.of(key);
    try {
      mkdirSync(join(folder, "outputs"), { recursive: true, mode: 0o700 });
    } catch (error) {
      // The disk is full, perhaps with half of it made: nobody would remove that.
      for (const made of [folder, dirname(folder)]) removeIfEmpty(made);
      throw error;
    }
    this.hold(key);
    return folder;
  }

  hold({ runId }: AttemptKey): void {
    this.#runs.set(runId, (this.#runs.get(runId) ?? 0) + 1);
  }

  async retain(key: AttemptKey): Promise<void> {
    const folder = this.of(key);
    // SAFETY: in this order. Without its outputs it must not be taken for one whose outcome is still to be read.
    await writeFile(join(folder, retainedName), "only its logs are of use, until its run is in the archive\n");
    await rm(join(folder, "outputs"), { recursive: true, force: true, maxRetries: 2 });
  }

  isRetained(folder: string): boolean {
    return existsSync(join(folder, retainedName));
  }

  async remove(key: AttemptKey): Promise<void> {
    const folder = this.of(key);
    // SAFETY: the ledger first. Half of a folder must not be taken for an attempt that ran.
    removeEntry(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 2 });
    const left = (this.#runs.get(key.runId) ?? 1) - 1;
    if (left > 0) this.#runs.set(key.runId, left);
    else {
      this.#runs.delete(key.runId);
      removeIfEmpty(dirname(folder));
    }
  }

  async list(): Promise<readonly string[]> {
    const runs = await names(this.#root);
    const found = await Promise.all(
      runs.map(async (run) => (await names(join(this.#root, run))).map((attempt) => join(this.#root, run, attempt))),
    );
    return found.flat();
  }

  async clear(folder: string): Promise<void> {
    await rm(folder, { recursive: true, force: true });
    removeIfEmpty(dirname(folder));
  }

  async tidy(): Promise<void> {
    for (const run of await names(this.#root)) removeIfEmpty(join(this.#root, run));
  }

  writeInputs(folder: string, inputs: Readonly<Record<string, unknown>>): void {
    writeFileSync(join(folder, "inputs.json"), JSON.stringify(inputs));
  }

  writeEntry(folder: string, entry: LedgerEntry): void {
    writeEntry(folder, entry);
  }

  writeStop(folder: string, stop: Stop): void {
    writeStop(folder, stop);
  }

  readLedger(folder: string): Read {
    return readLedger(folder);
  }

  lastWords(folder: string): Promise<string> {
    return lastWords(join(folder, "stderr"));
  }

  uptime(): Uptime {
    return uptime();
  }
}

async function names(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(unless("ENOENT"));
  return (entries ?? []).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something is in it, or it was never made.
  }
}

/** One name of a file, whatever the text: "train[0]" stays as it is, "../x" does not. */
function segment(text: string): string {
  const safe = text.replaceAll(/[^A-Za-z0-9_.[\]-]/g, (character) =>
    encodeURIComponent(character).replaceAll("/", "%2F"),
  );
  return safe.startsWith(".") ? `%2E${safe.slice(1)}` : safe;
}
