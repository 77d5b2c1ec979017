/**
 * Points of metrics in the archive: one JSON list, of which there may be a million. Written and read a slice at a time:
 * whoever makes or reads one text of 100 MB does nothing else for a second or two.
 */
import type { Digest } from "@troupe/core";
import type { Archive } from "../ports/archive.ts";
import type { StoredMetric } from "../ports/telemetry-store.ts";

/** Characters that are parsed at once, about: some milliseconds. */
const sliceLength = 128 * 1024;

/** JSON has no NaN and no infinities, and a loss that became NaN is just what one wants to see: those are texts. */
type WrittenPoint = Omit<StoredMetric, "value"> & { readonly value: number | string };

/** Pages as they come, none of them empty. Null if there are none: then nothing is stored. */
export async function putPoints(
  archive: Archive,
  pages: AsyncIterable<readonly StoredMetric[]>,
): Promise<Digest | null> {
  const iterator = pages[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return null;
  async function* texts(): AsyncGenerator<Uint8Array> {
    const encoder = new TextEncoder();
    let before = "[";
    for (let next = first; next.done !== true; next = await iterator.next()) {
      yield encoder.encode(`${before}${JSON.stringify(next.value.map(written)).slice(1, -1)}`);
      before = ",";
    }
    yield encoder.encode("]");
  }
  return (await archive.put(texts())).digest;
}

function written(point: StoredMetric): WrittenPoint {
  return { ...point, value: Number.isFinite(point.value) ? point.value : String(point.value) };
}

/** Most points are as they were: a copy of a million of them would take longer than parsing them. */
function read(point: WrittenPoint): StoredMetric {
  return typeof point.value === "number" ? (point as StoredMetric) : { ...point, value: Number(point.value) };
}

/** In slices of some hundreds to thousands. Throws as `Archive.read` does. */
export async function* readPoints(archive: Archive, digest: Digest): AsyncGenerator<readonly StoredMetric[]> {
  for await (const text of slicesOf(archive.read(digest))) {
    yield (JSON.parse(text) as WrittenPoint[]).map(read);
    // An archive that has its bytes at hand would leave nobody else a turn.
    await new Promise(setImmediate);
  }
}

/** A JSON list of flat objects as several. */
async function* slicesOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of content)
    for (let at = 0; at < chunk.length; at += sliceLength) {
      rest += decoder.decode(chunk.subarray(at, at + sliceLength), { stream: true });
      const seam = rest.length < sliceLength ? -1 : lastSeam(rest);
      if (seam < 0) continue;
      yield `${rest.slice(0, seam)}]`;
      rest = `[${rest.slice(seam + 1)}`;
    }
  yield rest + decoder.decode();
}

/**
 * Where the comma before the last object stands; -1 if it has not come. Within a text a quote is written `\"`, so that
 * `},{"` is a seam, or the end of a text that ends in `},{`: behind a text there is never the first letter of a name.
 */
function lastSeam(json: string): number {
  for (let at = json.lastIndexOf('},{"'); at >= 0; at = json.lastIndexOf('},{"', at - 1))
    if (/[a-z]/.test(json[at + 4] ?? "")) return at + 1;
  return -1;
}
