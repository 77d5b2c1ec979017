/** Files of a folder that a build has made, as they are served: of each there may be a copy that is compressed already. */
import { type FileHandle, open } from "node:fs/promises";
import { extname, join } from "node:path";

export interface SiteFile {
  readonly handle: FileHandle;
  readonly bytes: number;
  readonly type: string;
  /** Undefined: as it is. */
  readonly encoding: string | undefined;
  /** Its name changes with its content. */
  readonly isImmutable: boolean;
}

/** SAFETY: no part of a path begins with a dot, and nothing is decoded: no name leads out of the folder. */
const servedPath = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/;

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** Best first. */
const encodings = [
  { name: "br", extension: ".br" },
  { name: "gzip", extension: ".gz" },
] as const;

/** Undefined if there is none. `accepts`: the header accept-encoding. Whoever gets one closes its handle. */
export async function openSiteFile(folder: string, path: string, accepts: string): Promise<SiteFile | undefined> {
  const type = types[extname(path)];
  if (type === undefined || !servedPath.test(path)) return undefined;
  const isImmutable = path.startsWith("assets/");
  for (const { name, extension } of encodings) {
    if (!takes(accepts, name)) continue;
    const found = await openFile(join(folder, `${path}${extension}`));
    if (found !== undefined) return { ...found, type, isImmutable, encoding: name };
  }
  const found = await openFile(join(folder, path));
  return found && { ...found, type, isImmutable, encoding: undefined };
}

/** "gzip, br;q=0" takes gzip. */
function takes(accepts: string, encoding: string): boolean {
  return accepts.split(",").some((each) => {
    const [name, weight = ""] = each.split(";");
    return name?.trim().toLowerCase() === encoding && !/^\s*q=0(?:\.0*)?\s*$/.test(weight);
  });
}

async function openFile(path: string): Promise<Pick<SiteFile, "handle" | "bytes"> | undefined> {
  const handle = await open(path).catch(() => undefined);
  if (handle === undefined) return undefined;
  const stat = await handle.stat();
  if (stat.isFile()) return { handle, bytes: stat.size };
  await handle.close();
  return undefined;
}
