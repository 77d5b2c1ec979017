/** A tar with entries that no bundler writes. */
export interface TarEntry {
  readonly path: string;
  readonly data?: string;
  /** Makes it a symbolic link; with `hard`, a hard one. */
  readonly link?: string;
  readonly hard?: boolean;
}

export function tar(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(1024)]);
}

function blocksOf({ path, data = "", link, hard = false }: TarEntry): readonly Buffer[] {
  const bytes = Buffer.from(data);
  const header = Buffer.alloc(512);
  header.write(path, 0, 100);
  header.write("0000644\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${bytes.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        ", 148);
  header.write(link === undefined ? "0" : hard ? "1" : "2", 156);
  header.write(link ?? "", 157, 100);
  header.write("ustar\u000000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
}
