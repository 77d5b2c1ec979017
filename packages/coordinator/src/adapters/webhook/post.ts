/** One POST of JSON to somebody else's server. What it answers is theirs: little of it is read, and nothing followed. */
import { TroupeError } from "@troupe/core";

export interface Post {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** It would not take it later either. Everything else may be a server that is being deployed. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 405, 406, 410, 411, 413, 414, 415, 422]);
const shownCharacters = 200;

/** Resolves if it was taken. Throws TroupeError(retry | reject, "NOTIFY_FAILED"); a url is a secret, and is not in it. */
export async function post({ url, body, headers = {} }: Post, signal: AbortSignal): Promise<void> {
  const response = await answerTo(url, {
    method: "POST",
    body,
    headers: { "content-type": "application/json; charset=utf-8", "user-agent": "troupe", ...headers },
    // Whoever moved has to say so to whoever keeps the address: a secret goes to nobody else.
    redirect: "manual",
    signal,
  });
  const { status, ok } = response;
  const said = ok ? "" : await beginningOf(response);
  await response.body?.cancel().catch(() => {});
  if (ok) return;
  const words = said === "" ? "" : `: ${said}`;
  throw new TroupeError(`${new URL(url).host} answered ${status}${words}`, {
    code: "NOTIFY_FAILED",
    reaction: refusals.has(status) || (status >= 300 && status < 400) ? "reject" : "retry",
    details: retryAfter(response.headers.get("retry-after")),
  });
}

async function answerTo(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    init.signal?.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new TroupeError(`${new URL(url).host} cannot be reached: ${cause}`, {
      code: "NOTIFY_FAILED",
      reaction: "retry",
    });
  }
}

/** The first piece that comes, and no more: nobody says how long it goes on. */
async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const piece = await reader?.read().catch(() => undefined);
  reader?.releaseLock();
  return Buffer.from(piece?.value ?? [])
    .toString("utf8")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, shownCharacters);
}

/** Seconds; a date is left to the usual pause. */
function retryAfter(header: string | null): Record<string, string> {
  return header !== null && /^\d{1,6}$/.test(header) ? { retryAfterMs: String(Number(header) * 1000) } : {};
}
