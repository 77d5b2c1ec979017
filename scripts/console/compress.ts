/** Copies of a site's files that are compressed already, for who serves them: each is served more often than it is built. */
import { glob, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const worthwhile = "**/*.{css,js,json,map,svg,txt,wasm,webmanifest}";
const leastBytes = 1000;
/** Of 11, which takes ten times as long for a few per cent. */
const quality = 9;

/** Answers when `x.js.br` and `x.js.gz` lie beside each `x.js`. Browsers take Brotli over TLS and on loopback only. */
export async function compressSite(folder: string): Promise<void> {
  const files: string[] = [];
  for await (const path of glob(worthwhile, { cwd: folder })) files.push(join(folder, path));
  await Promise.all(files.map(compressFile));
}

async function compressFile(path: string): Promise<void> {
  const content = await readFile(path);
  if (content.length < leastBytes) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  const [brotli, gzipped] = await Promise.all([
    promisify(brotliCompress)(content, { params }),
    promisify(gzip)(content, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${path}.br`, brotli), writeFile(`${path}.gz`, gzipped)]);
}
