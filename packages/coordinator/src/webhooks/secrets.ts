/** Secrets of webhooks: the coordinator's own, by name. No spec, record or message ever holds one. */
import { open } from "node:fs/promises";
import { TroupeError } from "@troupe/core";

/** Under a name that stands in several lines each of them counts: so a secret is replaced without a gap. */
export type WebhookSecrets = ReadonlyMap<string, readonly string[]>;

const variablePrefix = "TROUPE_WEBHOOK_SECRET_";
const leastLength = 16;
const groupOrOthers = 0o077;

/**
 * Of a file with a line `NAME=secret` for each, and of variables `TROUPE_WEBHOOK_SECRET_NAME`. Throws TroupeError(fatal,
 * "WEBHOOK_SECRETS_…") that says how to mend it, and never what a secret is.
 */
export async function openWebhookSecrets(
  path: string | null,
  env: Readonly<Record<string, string | undefined>>,
): Promise<WebhookSecrets> {
  const secrets = new Map<string, string[]>();
  const add = (name: string, secret: string, where: string): void => {
    if (secret.length < leastLength)
      throw invalid(
        `the secret ${name} in ${where} has fewer than ${leastLength} characters. Make one: openssl rand -hex 32`,
      );
    secrets.set(name, [...(secrets.get(name) ?? []), secret]);
  };
  for (const [number, line] of (path === null ? "" : await readSecrets(path)).split("\n").entries()) {
    const where = `line ${number + 1} of ${path}`;
    const [, name, secret] = /^\s*([A-Za-z][A-Za-z0-9_-]{0,62})\s*=\s*(\S+)\s*$/.exec(line) ?? [];
    if (name !== undefined && secret !== undefined) add(name, secret, where);
    else if (!/^\s*(?:#.*)?$/.test(line))
      throw invalid(`${where} is not NAME=secret, nor a comment that begins with #`);
  }
  for (const [variable, secret] of Object.entries(env))
    if (variable.startsWith(variablePrefix) && secret) add(variable.slice(variablePrefix.length), secret, variable);
  return secrets;
}

async function readSecrets(path: string): Promise<string> {
  const file = await open(path, "r").catch((cause: NodeJS.ErrnoException) => {
    const message = `cannot read the secrets of webhooks in ${path}: ${cause.message}. Name another file with --webhook-secrets`;
    throw new TroupeError(message, { code: "WEBHOOK_SECRETS_UNREADABLE", reaction: "fatal", details: { path }, cause });
  });
  try {
    // Of the open file, not of the path: between two look-ups of a path somebody could swap the file.
    if (((await file.stat()).mode & groupOrOthers) !== 0)
      throw invalid(`other users may read the secrets of webhooks in ${path}. Run: chmod 600 ${path}`);
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

function invalid(message: string): TroupeError {
  return new TroupeError(message, { code: "WEBHOOK_SECRETS_INVALID", reaction: "fatal" });
}
