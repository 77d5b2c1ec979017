/** Where the secrets of webhooks come from. */
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openWebhookSecrets } from "./secrets.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "troupe-secrets-"));
});
afterEach(() => rm(folder, { recursive: true }));

const long = "a-secret-of-enough-characters";

async function file(text: string, mode = 0o600): Promise<string> {
  const path = join(folder, "webhooks");
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
}

test("a file has one a line, and a name may stand twice while its secret is replaced", async () => {
  const path = await file(`# ours\nGITHUB=${long}\n\n  git-lab = ${long}=\nGITHUB=${long}2\n`);
  expect(Object.fromEntries(await openWebhookSecrets(path, {}))).toEqual({
    GITHUB: [long, `${long}2`],
    "git-lab": [`${long}=`],
  });
});

test("variables have them too", async () => {
  const env = { TROUPE_WEBHOOK_SECRET_GITHUB: long, TROUPE_WEBHOOK_SECRET_EMPTY: "", HOME: "/" };
  expect(Object.fromEntries(await openWebhookSecrets(null, env))).toEqual({ GITHUB: [long] });
});

test.each([
  ["WEBHOOK_SECRETS_INVALID", `GITHUB=${long}`, 0o644],
  ["WEBHOOK_SECRETS_INVALID", "GITHUB=short", 0o600],
  ["WEBHOOK_SECRETS_INVALID", `GITHUB ${long}`, 0o600],
])("%s: %s, %o", async (code, text, mode) => {
  const path = await file(text, mode);
  const failure = await openWebhookSecrets(path, {}).catch((error: Error) => error);
  expect(failure).toMatchObject({ code, reaction: "fatal" });
  expect((failure as Error).message).not.toContain(long);
});

test("a file that is not there is said to be missing", async () => {
  await expect(openWebhookSecrets(join(folder, "none"), {})).rejects.toMatchObject({
    code: "WEBHOOK_SECRETS_UNREADABLE",
  });
});
