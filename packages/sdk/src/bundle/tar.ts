/** A tar whose bytes depend on nothing but the names and contents of its files: no times, no owners, no folders. */
import { Header, Pax } from "tar";

export interface TarEntry {
  /** Relative, with slashes. */
  readonly path: string;
  readonly data: Uint8Array;
  readonly isExecutable: boolean;
}

const blockBytes = 512;
/** POSIX: two empty blocks end an archive. */
const end = Buffer.alloc(2 * blockBytes);

export function packTar(entries: readonly TarEntry[]): Buffer {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  return Buffer.concat([...sorted.flatMap(blocks), end]);
}

function blocks({ path, data, isExecutable }: TarEntry): Buffer[] {
  const fields = {
    path,
    mode: isExecutable ? 0o755 : 0o644,
    uid: 0,
    gid: 0,
    size: data.length,
    mtime: new Date(0),
    type: "File" as const,
  };
  const header = new Header(fields);
  const block = Buffer.alloc(blockBytes);
  const needsPax = header.encode(block);
  // A name over 100 bytes stands in an extended header before its own.
  const extended = needsPax ? [new Pax({ path, size: data.length, mtime: new Date(0) }).encode()] : [];
  return [...extended, block, Buffer.from(data.buffer, data.byteOffset, data.length), padding(data.length)];
}

function padding(size: number): Buffer {
  return Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);
}
