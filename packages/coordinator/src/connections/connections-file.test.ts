import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ConnectionsFile } from "./connections-file.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "troupe-connections-"));
  path = join(folder, "connections.yaml");
});
afterEach(() => rmSync(folder, { recursive: true }));

const secret = `whsec_${Buffer.from("x".repeat(32)).toString("base64")}`;

function opened(text: string, env: Record<string, string> = {}): ConnectionsFile {
  writeFileSync(path, text);
  return ConnectionsFile.open(path, env);
}

it("has every kind, with secrets that lie elsewhere", () => {
  const token = join(folder, "slack");
  writeFileSync(token, "https://hooks.test/services/1\n");
  const file = opened(
    `ml-alerts:\n  kind: slack\n  url: { file: ${token} }\n` +
      "ops:\n  kind: webhook\n  url: https://ops.test/\n  secret: { env: OPS }\n" +
      "email:\n  kind: email\n  url: smtps://a:b@mail.test:465\n  from: Troupe <t@test.example>\n",
    { OPS: secret },
  );
  expect(Object.fromEntries(file.read())).toEqual({
    "ml-alerts": { kind: "slack", url: "https://hooks.test/services/1" },
    ops: { kind: "webhook", url: "https://ops.test/", secret },
    email: { kind: "email", url: "smtps://a:b@mail.test:465", from: "Troupe <t@test.example>" },
  });
});

it("is refused at the start with everything that is wrong, each by its name, and no secret in the message", () => {
  const text =
    "ML:\n  kind: slack\n  url: https://hooks.test/secret-path\n" +
    "ops:\n  kind: webhook\n  url: https://ops.test/\n  secret: short\n" +
    "mail:\n  kind: email\n  url: https://mail.test\n  from: a@test.example\n" +
    "page:\n  kind: pager\n" +
    "slack:\n  kind: slack\n  url: { env: NOT_SET }\n" +
    "more:\n  kind: slack\n  url: https://hooks.test/\n  colour: red\n";
  const refused = (() => {
    try {
      opened(text);
      return "";
    } catch (error) {
      return String(error);
    }
  })();
  for (const [name, what] of [
    ["ML", "is no name"],
    ["ops", "has a secret that is none"],
    ["mail", "has a url of another sort"],
    ["page", 'is of kind "pager"'],
    ["slack", "needs NOT_SET, which is not set"],
    ["more", "colour"],
  ])
    expect(refused).toMatch(new RegExp(`${name} in [^\n]*${what}`));
  expect(refused).not.toContain("secret-path");
  expect(() => ConnectionsFile.open(join(folder, "nowhere"), {})).toThrow("cannot be read");
  expect(() => opened("a: [")).toThrow("is no YAML");
});

it("is read again when it changes; while it is broken, whoever asks is told to come again", () => {
  const file = opened("ops:\n  kind: webhook\n  url: https://one.test/\n");
  const change = (text: string, at: number): void => {
    writeFileSync(path, text);
    utimesSync(path, at, at);
  };
  change("ops:\n  kind: webhook\n  url: https://two.test/\n", 1000);
  expect(file.read().get("ops")).toMatchObject({ url: "https://two.test/" });
  change("ops:\n  kind: nothing\n", 2000);
  expect(() => file.read()).toThrow(expect.objectContaining({ code: "INVALID_SETTING", reaction: "retry" }));
  change("ops:\n  kind: webhook\n  url: https://three.test/\n", 3000);
  expect(file.read().get("ops")).toMatchObject({ url: "https://three.test/" });
});

it("may be empty", () => {
  expect([...opened("").read()]).toEqual([]);
});
