/** Whole texts in the archive, and out of it. */
import type { Digest } from "@troupe/core";
import type { Archive } from "../ports/archive.ts";

export async function putText(archive: Archive, text: string): Promise<Digest> {
  return (await archive.put(new TextEncoder().encode(text))).digest;
}

export async function readText(archive: Archive, digest: Digest): Promise<string> {
  return new TextDecoder().decode(await readBytes(archive, digest));
}

export async function readBytes(archive: Archive, digest: Digest): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive.read(digest)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
