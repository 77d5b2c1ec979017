import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TroupeError } from "@troupe/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { nearest } from "../words/nearest.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { loadSettings, type SettingSources } from "./load-settings.ts";
import { readFlags } from "./read-flags.ts";
import { settingKeys } from "./settings.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "troupe-config-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function file(text: string): Promise<string> {
  const path = join(folder, "coordinator.yaml");
  await writeFile(path, text);
  return path;
}

const load = (sources: SettingSources = {}) => loadSettings({ env: { XDG_CONFIG_HOME: folder }, ...sources });

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

describe("loadSettings", () => {
  test("has a standard for everything", () => {
    expect(load({ env: { XDG_DATA_HOME: "/data", XDG_CONFIG_HOME: folder } })).toMatchObject({
      dataDir: "/data/troupe",
      address: { host: "127.0.0.1", port: 7420 },
      http: { host: "127.0.0.1", port: 7421 },
      tokenFile: null,
      lostAfterMs: 60_000,
      beatIntervalMs: 2000,
      logLevel: "info",
      cluster: "troupe",
      etcd: null,
      etcdQuotaBytes: 2 * 1024 ** 3,
      tlsCert: null,
      nats: null,
      archive: null,
      feedReplicas: 1,
    });
  });

  test("reads sizes, and refuses what is none or too small to be meant", () => {
    expect(load({ flags: { etcdQuotaBytes: "8GiB" } }).etcdQuotaBytes).toBe(8 * 1024 ** 3);
    expect(load({ flags: { etcdQuotaBytes: "0.5GiB" } }).etcdQuotaBytes).toBe(512 * 1024 ** 2);
    for (const text of ["8", "8GB", "1MiB", "-1GiB"])
      expect(problemsOf(() => load({ flags: { etcdQuotaBytes: text } }))).toEqual([
        `--etcd-quota is ${JSON.stringify(text)}. Write a size of 16MiB or more, like 512MiB or 8GiB.`,
      ]);
  });

  test("certificate and key of TLS go together, and the certificates to ask for go with them", () => {
    const pair = { tlsCert: "c.pem", tlsKey: "k.pem" };
    expect(problemsOf(() => load({ flags: { ...pair, tlsCa: "ca.pem", tlsClientCa: "ca.pem" } }))).toEqual([]);
    expect(problemsOf(() => load({ flags: { tlsCert: "c.pem" } }))).toEqual([
      "--tls-key is missing. Give certificate and key together: --tls-cert and --tls-key.",
    ]);
    expect(problemsOf(() => load({ flags: { tlsClientCa: "ca.pem" } }))).toEqual([
      "--tls-client-ca goes with --tls-cert. Give --tls-cert and --tls-key too, or leave --tls-client-ca out.",
    ]);
  });

  test("a flag wins over a variable, a variable over the file, the file over the standard", async () => {
    const configFile = await file("lost-after: 10s\nbeat-interval: 1s\nlog-level: warn\n");
    const env = { TROUPE_BEAT_INTERVAL: "3s", TROUPE_LOG_LEVEL: "error", TROUPE_ADDRESS: "" };
    expect(load({ flags: { logLevel: "debug" }, env, configFile })).toMatchObject({
      lostAfterMs: 10_000,
      beatIntervalMs: 3000,
      logLevel: "debug",
      address: { port: 7420 },
    });
  });

  test("finds the user's own file, and the one of TROUPE_CONFIG", async () => {
    const path = await file("log-level: warn");
    expect(load({ env: { TROUPE_CONFIG: path } }).logLevel).toBe("warn");
    expect(problemsOf(() => load({ env: { TROUPE_CONFIG: join(folder, "gone.yaml") } }))[0]).toContain(
      "cannot be read",
    );
  });

  test("names everything that is wrong: setting, value, fix and source", async () => {
    const configFile = await file("address: 0.0.0.0\nlost-after: 60\n");
    expect(
      problemsOf(() => load({ flags: { beatIntervalMs: "1h" }, env: { TROUPE_LOG_LEVEL: "loud" }, configFile })),
    ).toEqual([
      `address in ${configFile} is "0.0.0.0". Write HOST:PORT, like 127.0.0.1:7420 or [::1]:7420; port 0 takes any free one.`,
      `lost-after in ${configFile} is "60". Write a duration from 1s to 1d, like 500ms, 30s or 5m.`,
      '--beat-interval is "1h". Write a duration from 100ms to 1m, like 500ms, 30s or 5m.',
      'TROUPE_LOG_LEVEL is "loud". Use one of trace, debug, info, warn, error, fatal, silent.',
    ]);
  });

  test("an unknown key names the known ones, and the one that was probably meant", async () => {
    const configFile = await file("lostafter: 10s\ncolour: red\nhttp: [1]\n");
    expect(problemsOf(() => load({ configFile }))).toEqual([
      `lostafter in ${configFile} is no setting. Did you mean lost-after? Known are: ${settingKeys.join(", ")}.`,
      expect.stringMatching(/^colour in .* is no setting. Known are: /),
      `http in ${configFile} is [1]. Give one text or number.`,
    ]);
  });

  test.each(["a: b: c", "- 1", "address: [", "just text"])("refuses the file %j, naming it", async (text) => {
    const configFile = await file(text);
    expect(problemsOf(() => load({ configFile }))[0]).toContain(configFile);
  });
});

describe("settings of a cluster", () => {
  const cluster = { etcd: "http://10.0.0.1:2379, http://10.0.0.2:2379", nats: "nats://10.0.0.1:4222" };

  test("name their servers, with commas between them", () => {
    expect(load({ flags: { ...cluster, archive: "s3://models/troupe?region=eu-1" } })).toMatchObject({
      etcd: ["http://10.0.0.1:2379", "http://10.0.0.2:2379"],
      nats: ["nats://10.0.0.1:4222"],
      archive: { kind: "s3", bucket: "models", prefix: "troupe/", region: "eu-1" },
    });
  });

  test("are all named that are missing", () => {
    expect(
      problemsOf(() => load({ flags: { etcd: cluster.etcd, etcdCert: "c.pem", address: "0.0.0.0:7420" } })),
    ).toEqual([
      "--etcd-key is missing. Give certificate and key together: --etcd-cert and --etcd-key.",
      "--nats is missing. With --etcd, name the servers of NATS, like nats://10.0.0.1:4222: --nats.",
      expect.stringContaining("--archive is missing."),
      "--advertise is missing. Others cannot go to 0.0.0.0: say where they reach it with --advertise HOST:PORT.",
    ]);
  });

  test("mean nothing without etcd", () => {
    expect(problemsOf(() => load({ flags: { nats: cluster.nats } }))).toEqual([
      "--nats goes with --etcd. Name the members of etcd too, or leave --nats out.",
    ]);
  });

  test.each([
    ["etcd", "10.0.0.1:2379"],
    ["nats", "http://10.0.0.1:4222"],
    ["archive", "/shared"],
    ["feedReplicas", "2"],
    ["name", "two words"],
  ] as const)("%s is not %j", (name, text) => {
    expect(problemsOf(() => load({ flags: { [name]: text } }))).toHaveLength(1);
  });
});

describe("readFlags", () => {
  test("reads the flag of each setting", () => {
    const { flags, configFile } = readFlags(["--address", "127.0.0.1:0", "--token-file=t", "--config", "c.yaml"]);
    expect(flags).toMatchObject({ address: "127.0.0.1:0", tokenFile: "t" });
    expect(configFile).toBe("c.yaml");
  });

  test("names what it does not know", () => {
    expect(problemsOf(() => readFlags(["--adress", "x", "--http"]))).toEqual([
      expect.stringContaining("--adress is no setting. Did you mean address?"),
      expect.stringContaining('"x" is no flag'),
      "--http has no value. Give one after it.",
    ]);
  });
});

describe("durations", () => {
  test.each([
    ["500ms", 500],
    ["30s", 30_000],
    ["1.5h", 5_400_000],
    ["2d", 172_800_000],
  ])("%s is %i ms", (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each(["", "30", "s", "-1s", "1 s", "1w", "1e3s"])("%j is none", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test.each([
    [0, "0ms"],
    [1500, "1500ms"],
    [60_000, "1m"],
    [86_400_000, "1d"],
  ])("%i ms is written %s", (ms, text) => expect(formatDuration(ms)).toBe(text));
});

test("nearest knows what was meant, and when nothing is close", () => {
  expect(nearest("addres", ["address", "http"])).toBe("address");
  expect(nearest("colour", ["address", "http"])).toBeUndefined();
});
