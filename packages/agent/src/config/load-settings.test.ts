import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TroupeError } from "@troupe/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseBytes } from "./bytes.ts";
import { loadSettings, type SettingSources } from "./load-settings.ts";
import { helpText, readFlags } from "./read-flags.ts";
import { settings } from "./settings.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "troupe-config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = (sources: SettingSources = {}) => loadSettings({ env: { XDG_CONFIG_HOME: folder }, ...sources });

function file(text: string): string {
  writeFileSync(join(folder, "agent.yaml"), text);
  return join(folder, "agent.yaml");
}

function problemsOf(call: () => unknown): readonly string[] {
  try {
    call();
  } catch (error) {
    if (error instanceof TroupeError && error.code === "INVALID_SETTING")
      return error.problems.map(({ field, message, fix }) => `${field} ${message}. ${fix}`);
    throw error;
  }
  return [];
}

describe("settings", () => {
  test("have a standard", () => {
    const env = { XDG_CONFIG_HOME: folder, XDG_STATE_HOME: "/state", XDG_CACHE_HOME: "/cache" };
    expect(load({ env })).toEqual({
      coordinators: ["127.0.0.1:7420"],
      tokenFile: null,
      caFile: null,
      certFile: null,
      keyFile: null,
      natsServers: [],
      natsCa: null,
      natsCert: null,
      natsKey: null,
      natsCreds: null,
      agentId: null,
      labels: {},
      cpus: null,
      memoryBytes: null,
      gpus: null,
      stateDir: "/state/troupe/agent",
      cacheDir: "/cache/troupe/agent",
      cacheBytes: 20 * 2 ** 30,
      keptLogBytes: 2 * 2 ** 30,
      minFreeBytes: 256 * 2 ** 20,
      connectionsFile: null,
      python: null,
      environments: "build",
      isolationTier: null,
      systemMetricsMs: 5000,
      drainOnStop: false,
      logLevel: "info",
    });
  });

  test("come from flags, then variables, then the file", () => {
    const configFile = file("cpus: 2\nmemory: 1GiB\ngpus: 1\nlabels:\n  zone: a\n  disk: fast\ndrain-on-stop: true\n");
    const env = { TROUPE_AGENT_MEMORY: "2GiB", TROUPE_AGENT_GPUS: "2" };
    expect(load({ flags: { gpus: "3" }, env, configFile })).toMatchObject({
      cpus: 2,
      memoryBytes: 2 * 2 ** 30,
      gpus: 3,
      labels: { zone: "a", disk: "fast" },
      drainOnStop: true,
    });
  });

  test("take lists of addresses, with commas or said several times", () => {
    const { flags } = readFlags([
      "--coordinator",
      "a:1,b:2",
      "--coordinator",
      "c:3",
      "--nats",
      "nats://n:4222",
      "--cpus=1",
      "--cpus=2",
    ]);
    expect(load({ flags })).toMatchObject({
      coordinators: ["a:1", "b:2", "c:3"],
      natsServers: ["nats://n:4222"],
      cpus: 2,
    });
    expect(problemsOf(() => load({ flags: { natsServers: "nats://user:secret@n:4222" } }))).toEqual([
      expect.stringContaining("Write nats://HOST:PORT"),
    ]);
  });

  test("name everything that is wrong, with source and fix", () => {
    const configFile = file("memory: lots\ncolour: red\nisolation: 4\n");
    const flags = { coordinators: "http://x", labels: "a", cpus: "-1", agentId: "no spaces" };
    expect(problemsOf(() => load({ flags, configFile }))).toEqual([
      expect.stringMatching(/^colour in .*agent.yaml is no setting. Known are: coordinator, token-file, /),
      '--coordinator is "http://x". Write HOST:PORT, several with commas between them.',
      '--id is "no spaces". Use up to 128 letters, digits, dots, dashes and underscores.',
      '--labels is "a". Write NAME=VALUE, several with commas between them: zone=a,gpu=h100.',
      '--cpus is "-1". Write a number of cores, like 8 or 0.5.',
      `memory in ${configFile} is "lots". Write a size, like 512MiB or 16GiB.`,
      `isolation in ${configFile} is "4". Use one of 1, 2, 3.`,
    ]);
  });

  test.each(["a: b: c", "- 1", "just text"])("are not in the file %j", (text) => {
    const configFile = file(text);
    expect(problemsOf(() => load({ configFile }))[0]).toContain(configFile);
  });
});

describe("flags", () => {
  test("are one per setting; a switch may stand alone", () => {
    const { flags, configFile } = readFlags(["--coordinator", "h:1", "--drain-on-stop", "--config=c.yaml"]);
    expect(flags).toMatchObject({ coordinators: "h:1", drainOnStop: "true" });
    expect(configFile).toBe("c.yaml");
  });

  test("that are unknown, or no flags, are named", () => {
    expect(problemsOf(() => readFlags(["--cpu", "1", "--cpus"]))).toEqual([
      expect.stringMatching(/^--cpu is no setting/),
      expect.stringMatching(/^"1" is no flag/),
      "--cpus has no value. Give one after it.",
    ]);
  });

  test("are all in the help", () => {
    for (const { key, variable } of Object.values(settings)) {
      expect(helpText()).toContain(`--${key}`);
      expect(helpText()).toContain(variable);
    }
  });
});

test.each([
  ["0", 0],
  ["1048576", 1_048_576],
  ["512MiB", 512 * 2 ** 20],
  ["1.5 GiB", 1.5 * 2 ** 30],
  ["2GB", 2e9],
  ["1KB", undefined],
  ["", undefined],
  ["-1", undefined],
])("parseBytes(%j) is %s", (text, bytes) => expect(parseBytes(text)).toBe(bytes));
