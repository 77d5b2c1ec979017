import { failsTest, type Json, type PollSubject, TroupeError } from "@troupe/core";
import type { Sight } from "../../ports/look.ts";

type Http = Extract<PollSubject, { kind: "http" }>;

/** More of an answer is not read. */
const bodyLimit = 1024 * 1024;

export async function lookOverHttp({ status, json, yields }: Http, url: string, signal: AbortSignal): Promise<Sight> {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
    throw new TroupeError(`${url} is no address of HTTP`, { code: "WAIT_INVALID", reaction: "reject" });
  const response = await fetch(url, { signal, headers: { accept: "application/json, */*", "user-agent": "troupe" } });
  const isGood = status === undefined ? response.ok : status.includes(response.status);
  const answered = `${response.status} ${response.statusText}`.trim();
  if (!isGood) {
    await hangUp(response);
    return { isReady: false, seen: answered };
  }
  const document = json === undefined && yields === undefined ? await hangUp(response) : await documentOf(response);
  const why = json === undefined ? undefined : failsTest(document, json);
  if (why !== undefined) return { isReady: false, seen: `${answered}, ${why}` };
  if (yields === undefined) return { isReady: true, facts: { status: response.status }, seen: answered };
  if (document === undefined) return { isReady: false, seen: `${answered}, and no JSON of at most 1 MiB` };
  return { isReady: true, facts: { status: response.status, body: document }, seen: answered };
}

/** Undefined if it is no JSON, or too much of it. */
async function documentOf(response: Response): Promise<Json | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    // Leaving the loop hangs up.
    if (length > bodyLimit) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as Json;
  } catch {
    return undefined;
  }
}

async function hangUp(response: Response): Promise<undefined> {
  await response.body?.cancel();
}
