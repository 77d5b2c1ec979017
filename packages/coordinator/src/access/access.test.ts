import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openAccess } from "./access.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "troupe-access-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const token = (letter: string): string => letter.repeat(32);

function file(text: string): string {
  const path = join(folder, "tokens");
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

describe("a token file", () => {
  test("with one bare token proves no names", async () => {
    const { tokens, shared } = await openAccess(file(`${token("s")}\n`));
    expect(tokens.callerOf(token("s"))).toEqual({ subject: null, provesNames: false });
    expect(shared).toBe(token("s"));
  });

  test("names whose a token is; one person may have several, and coordinators call as nobody", async () => {
    const text = `# people\nanna ${token("a")}\nanna ${token("n")}\nbot:ci ${token("b")}\n${token("s")}\n`;
    const { tokens, shared, token: own } = await openAccess(file(text));
    expect(tokens.callerBy(`Bearer ${token("a")}`)).toEqual({ subject: "anna", provesNames: true });
    expect(tokens.callerOf(token("n"))?.subject).toBe("anna");
    expect(tokens.callerOf(token("b"))?.subject).toBe("bot:ci");
    expect(tokens.callerOf(token("s"))).toEqual({ subject: null, provesNames: true });
    expect(tokens.callerOf(own)).toEqual({ subject: null, provesNames: true });
    expect(tokens.callerOf(`anna ${token("a")}`)).toBeUndefined();
    expect(shared).toBe(token("s"));
  });

  test("has for each caller a token by which another coordinator knows it for no more and no less", async () => {
    const text = `anna ${token("a")}\n${token("s")}\n`;
    const { tokenFor } = await openAccess(file(text));
    expect([tokenFor({ subject: "anna" }), tokenFor({ subject: null })]).toEqual([token("a"), token("s")]);
    expect(tokenFor({ subject: "ben" })).toBeUndefined();
    const named = await openAccess(file(`anna ${token("a")}\n`));
    expect(named.tokenFor({ subject: null })).toBeUndefined();
    expect((await openAccess(null)).tokenFor({ subject: null })).toBeNull();
  });

  test.each([
    ["nothing", "\n# only words\n", "holds no token"],
    ["a short token", "anna short", "at least 32"],
    ["two names", `anna maria ${token("a")}`, "one subject"],
    ["a token of two people", `anna ${token("a")}\nben ${token("a")}`, "holds a token twice"],
  ])("with %s is refused, and no token stands in what is said", async (_, text, said) => {
    const error = await openAccess(file(text)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "TOKEN_FILE_INVALID", message: expect.stringContaining(said) });
    expect(String(error)).not.toContain(token("a"));
  });
});
