import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandLine } from "../../format/commands.ts";
import { asCli, asGrpcurl, asTypescript, type Launch } from "./copy-as.ts";

const plain: Launch = { pipeline: "churn", params: {}, interval: null, priority: null, skipCache: false };
const schema = {
  type: "object",
  properties: {
    who: { type: "string" },
    trees: { type: "array" },
    tag: { enum: ["a", "b"] },
    either: { anyOf: [{ type: "number" }, { type: "string" }] },
  },
};
const full: Launch = {
  pipeline: "churn",
  params: { who: "it's me", trees: [10, 50], tag: "a", either: "5" },
  interval: { start: "2026-01-01T00:00:00.000Z", end: "2026-01-02T00:00:00.000Z" },
  priority: -5,
  skipCache: true,
};

describe("as a command", () => {
  it("is short where nothing was changed", () => {
    expect(asCli(plain, schema)).toBe("troupe run churn");
  });

  it("gives texts as they are and everything else as JSON, as the command reads them", () => {
    expect(asCli(full, schema)).toBe(
      `troupe run churn -p 'who=it'\\''s me' -p 'trees=[10,50]' -p tag=a -p 'either="5"' ` +
        "--interval-start 2026-01-01T00:00:00.000Z --interval-end 2026-01-02T00:00:00.000Z --priority -5 --no-cache",
    );
  });

  it("means the same words to a shell, whatever is in them", () => {
    const words = fc.sample(
      fc.string({ unit: fc.constantFrom("'", '"', "\\", "$", "`", " ", "\n", "!", "~", "=", "*", "é", "-", "a") }),
      { numRuns: 60, seed: 6 },
    );
    const printed = execFileSync("sh", ["-c", `printf '%s\\0' ${commandLine(...words)}`], { encoding: "utf8" });
    expect(printed.split("\0").slice(0, -1)).toEqual(words);
  });
});

describe("as TypeScript", () => {
  it("leaves out what need not be said", () => {
    expect(asTypescript(plain)).toContain('await client.submit("churn");');
    expect(asTypescript({ ...plain, skipCache: true })).toContain('submit("churn", {}, { skipCache: true });');
  });

  it("is a program that makes the same call", async () => {
    const hostile = { __proto__: null, "a-b": 'quote " and \\ and \u2028', nested: { list: [{ x: 1 }, [], {}] } };
    const launch = { ...full, params: { ...full.params, ...hostile, long: "x".repeat(80) } };
    const calls: unknown[] = [];
    const body = asTypescript(launch)
      .replace(/^import.*$/m, "")
      .replace("await using", "const");
    const Client = class {
      submit(...args: unknown[]) {
        calls.push(args);
        return { outputs: () => ({}) };
      }
    };
    await new Function("Client", "console", `return (async () => {${body}})()`)(Client, { log: () => {} });
    expect(calls).toEqual([
      [
        "churn",
        launch.params,
        { interval: { start: new Date("2026-01-01"), end: new Date("2026-01-02") }, priority: -5, skipCache: true },
      ],
    ]);
  });
});

describe("as grpcurl", () => {
  it("carries the params as a text that holds JSON", () => {
    const text = asGrpcurl(full, { address: "127.0.0.1:7420", isEncrypted: false });
    expect(text).toMatch(/^grpcurl -plaintext -d '\{.*\}' 127\.0\.0\.1:7420 troupe\.v1\.RunService\/CreateRun$/);
    const [, request = ""] = /-d (.*) 127/.exec(text) ?? [];
    const sent = JSON.parse(execFileSync("sh", ["-c", `printf %s ${request}`], { encoding: "utf8" }));
    expect(sent).toEqual({
      pipeline: "churn",
      paramsJson: JSON.stringify(full.params),
      interval: full.interval,
      priority: -5,
      skipCache: true,
    });
  });

  it("lets the shell put the token in where one is asked for, and says nothing of encryption where there is one", () => {
    expect(asGrpcurl(plain, { address: "troupe.example:7420", isEncrypted: true })).toBe(
      `grpcurl -H "authorization: Bearer $TROUPE_TOKEN" -d '{"pipeline":"churn"}' troupe.example:7420 troupe.v1.RunService/CreateRun`,
    );
  });
});
