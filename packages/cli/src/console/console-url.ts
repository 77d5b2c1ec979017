/** Where a browser finds the console of the coordinator that a client talks to. */
import { type Client, dataFolder, readAnnouncement } from "@troupe/sdk/client";

/**
 * Whose token is in the address: the one that a coordinator of this machine made for this start and announced to this user,
 * or that of a token file, too, which opens the whole cluster for good and belongs in no log.
 */
export type TokenInUrl = "announced" | "any";

/** Null if nothing serves browsers there, or nobody says so. Asks the coordinator only if it has announced nothing here. */
export async function consoleUrl(
  client: Client,
  path: string,
  whose: TokenInUrl = "announced",
): Promise<string | null> {
  const { address, token, tokenIsAnnounced } = await client.endpoint();
  const announced = await readAnnouncement(dataFolder());
  const base = announced?.address === address ? announced.httpUrl : await askedUrl(client);
  return base === null ? null : withToken(base, path, tokenIsAnnounced || whose === "any" ? token : null);
}

/** The same where the answer is a help and no more: null also if it cannot be had. */
export function consoleUrlIfAny(client: Client, path: string): Promise<string | null> {
  return consoleUrl(client, path).catch(() => null);
}

/** "/runs/ID". */
export function runPath(runId: string): string {
  return `/runs/${encodeURIComponent(runId)}`;
}

/** Opened once it signs the browser in, and is gone from the address. */
export function withToken(base: string, path: string, token: string | null): string {
  const url = new URL(path, base);
  if (token !== null) url.searchParams.set("token", token);
  return url.href;
}

/** Of the coordinator that answers: the page stays there when another one comes to lead. */
async function askedUrl(client: Client): Promise<string | null> {
  const { answeredBy, coordinators, leader } = await client.cluster();
  return coordinators.find(({ name }) => name === answeredBy)?.httpUrl ?? leader?.httpUrl ?? null;
}
