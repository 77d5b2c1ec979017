/**
 * The bytes of logs: a file a stream, `<root>/<run>/<task>.<attempt>.<stream>.log`, written at the end that the index
 * knows and synced before the index moves that end.
 *
 * After a crash the index is right, not the length of the file. The file may be longer: by bytes that were never
 * acknowledged, or, after a loss of power, by zeros where the file system had grown it before it wrote. Nobody reads
 * behind the end that the index knows, and the next write goes there, over whatever lies in the way; so nothing needs to
 * be cut off when the store opens, however many files there are.
 */
import { constants } from "node:fs";
import { type FileHandle, mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TroupeError } from "@troupe/core";
import type { StreamKey } from "@troupe/engine";
import { ifThere, withFile } from "../files/file-errors.ts";
import { OpenFiles } from "../files/open-files.ts";
import { safeName } from "../files/safe-name.ts";
import { syncDirectory } from "../files/sync-directory.ts";

const maxOpenFiles = 128;

export class LogSegments {
  readonly #root: string;
  readonly #files = new OpenFiles(maxOpenFiles);

  private constructor(root: string) {
    this.#root = root;
  }

  static async open(root: string): Promise<LogSegments> {
    await withFile(root, () => mkdir(root, { recursive: true, mode: 0o700 }));
    return new LogSegments(root);
  }

  /** Writes at the end that the index knows; durable when it answers. */
  async write(stream: StreamKey, position: number, pieces: readonly Uint8Array[]): Promise<void> {
    const path = this.#pathOf(stream);
    await withFile(path, async () => {
      if (position === 0) await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await this.#files.use(path, constants.O_RDWR | constants.O_CREAT, async (file) => {
        await writeFully(file, pieces, position);
        await file.datasync();
      });
      // SAFETY: the index is about to rely on a file whose name would be lost with the power.
      if (position === 0) await this.#syncNames(dirname(path));
    });
  }

  async read(stream: StreamKey, position: number, size: number): Promise<Uint8Array> {
    const path = this.#pathOf(stream);
    const bytes = await ifThere(path, () =>
      this.#files.use(path, constants.O_RDWR, (file) => readFully(file, position, size)),
    );
    if (bytes?.length !== size) throw logDamaged(path, position, size);
    return bytes;
  }

  async dropRun(runId: string): Promise<void> {
    const directory = join(this.#root, safeName(runId));
    await this.#files.close((path) => path.startsWith(`${directory}/`));
    await withFile(directory, () => rm(directory, { recursive: true, force: true }));
  }

  /** Removes the directories of runs that the index does not know: a drop that a crash cut short, or bytes without it. */
  async sweep(runIds: Iterable<string>): Promise<void> {
    const known = new Set([...runIds].map(safeName));
    for (const name of await withFile(this.#root, () => readdir(this.#root))) {
      if (!known.has(name)) await rm(join(this.#root, name), { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {
    await this.#files.close();
  }

  #pathOf({ runId, task, attempt, stream }: StreamKey): string {
    return join(this.#root, safeName(runId), `${safeName(task)}.${attempt}.${stream}.log`);
  }

  async #syncNames(directory: string): Promise<void> {
    await syncDirectory(directory);
    await syncDirectory(this.#root);
  }
}

async function writeFully(file: FileHandle, pieces: readonly Uint8Array[], position: number): Promise<void> {
  let rest = [...pieces];
  for (let at = position; rest.length > 0; ) {
    const { bytesWritten } = await file.writev(rest, at);
    at += bytesWritten;
    rest = dropBytes(rest, bytesWritten);
  }
}

/** What a write that was cut short has left to do. */
function dropBytes(pieces: readonly Uint8Array[], count: number): Uint8Array[] {
  let skip = count;
  return pieces.flatMap((piece) => {
    const taken = Math.min(skip, piece.length);
    skip -= taken;
    return taken === piece.length ? [] : [piece.subarray(taken)];
  });
}

async function readFully(file: FileHandle, position: number, size: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(buffer, filled, size - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

function logDamaged(path: string, position: number, size: number): TroupeError {
  return new TroupeError(
    `${path} does not hold the ${size} bytes at ${position} that it should; it was cut short or removed. Restore it from a backup, or do without this log.`,
    { code: "DATA_LOSS", reaction: "reject", details: { file: path } },
  );
}
