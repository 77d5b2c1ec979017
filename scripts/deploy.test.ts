import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { dirname, join } from "node:path";
import { settings as ofAgent } from "@troupe/agent";
import { settings as ofCoordinator } from "@troupe/coordinator";
import { isObject } from "@troupe/core";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";

/** What deploy/ holds is read by the programs that it is for, and names settings that there are. */

const root = join(import.meta.dirname, "..");
const deploy = join(root, "deploy");
const files = await filesBelow("**/*");
const manifests = files.filter((path) => path.startsWith("kubernetes/") && !path.endsWith("kustomization.yaml"));

test.each(files.filter((path) => path.endsWith(".yaml")))("%s is YAML without a key that comes twice", (path) => {
  const problems = documents(path).flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  expect(problems).toEqual([]);
});

test("settings that are named anywhere are there", () => {
  const variables = [...Object.values(ofCoordinator), ...Object.values(ofAgent)].map(({ variable }) => variable);
  // The clients' own.
  const known = new Set([...variables, "TROUPE_TOKEN"]);
  const named = files.flatMap((path) =>
    [...read(path).matchAll(/\bTROUPE_[A-Z_]*[A-Z]/g)].map(([name]) => ({ path, name })),
  );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ name }) => !known.has(name))).toEqual([]);
});

describe("settings in", () => {
  const variables = (described: typeof ofAgent | typeof ofCoordinator): ReadonlySet<string> =>
    new Set(Object.values(described).map(({ variable }) => variable));

  test.each([
    ["coordinator.env", variables(ofCoordinator)],
    ["agent.env", variables(ofAgent)],
  ])("systemd/%s are those of its process, with values that it takes", (file, known) => {
    const described = Object.values(file === "agent.env" ? ofAgent : ofCoordinator);
    const lines = read(`systemd/${file}`).match(/^#?(TROUPE_[A-Z_]+)=(.+)$/gm) ?? [];
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      const [, name = "", value = ""] = /^#?(\w+)=(.+)$/.exec(line) ?? [];
      expect(known).toContain(name);
      const schema = described.find(({ variable }) => variable === name)?.schema;
      expect(schema?.safeParse(value), line).toMatchObject({ success: true });
    }
  });
});

test.each(manifests)("%s holds manifests of Kubernetes, and selects the pods that it makes", (path) => {
  const found = documents(path).map((document) => document.toJS() as Manifest);
  expect(found.length).toBeGreaterThan(0);
  for (const { apiVersion, kind, metadata, spec } of found) {
    expect({ apiVersion, kind, name: metadata?.name }).toEqual({
      apiVersion: expect.stringMatching(/^([a-z0-9.]+\/)?v1$/),
      kind: expect.stringMatching(/^[A-Z]/),
      name: expect.stringMatching(/^[a-z][a-z-]*$/),
    });
    if (spec?.template !== undefined)
      expect(spec.template.metadata.labels).toMatchObject(spec.selector?.matchLabels ?? { none: "" });
  }
});

test("every member of etcd has the quota that coordinators reckon with", () => {
  const assumed = /options\.quotaBytes \?\? (\d+) \* 1024 \*\* 3/.exec(
    readFileSync(join(root, "packages/coordinator/src/adapters/etcd/state-store.ts"), "utf8"),
  );
  const bytes = Number(assumed?.[1]) * 1024 ** 3;
  const said = files.flatMap((path) =>
    [...read(path).matchAll(/(?:quota-backend-bytes|QUOTA_BACKEND_BYTES)\W+(?:value\W+)?(\d+)/g)].map(([, quota]) => ({
      path,
      quota: Number(quota),
    })),
  );
  expect(said.map(({ path }) => path).sort()).toEqual([
    "compose/compose.yaml",
    "etcd/etcd-3.4.yaml",
    "etcd/etcd-3.5.yaml",
    "etcd/etcd-3.6.yaml",
    "kubernetes/trial/etcd.yaml",
  ]);
  expect(new Set(said.map(({ quota }) => quota))).toEqual(new Set([bytes]));
});

test("what the images copy is there", () => {
  for (const path of files.filter((name) => name.endsWith("Dockerfile"))) {
    const copied = [...read(path).matchAll(/^COPY (\S+) /gm)].map(([, source = ""]) => source);
    // `troupe` is what the build stages; the rest is copied from here.
    const missing = copied.filter((source) => source !== "troupe" && !existsSync(join(deploy, "docker", source)));
    expect(missing).toEqual([]);
  }
});

test("every script says what it is, and is one that sh reads", () => {
  const scripts = files.filter((path) => path.endsWith(".sh"));
  expect(scripts.length).toBeGreaterThan(3);
  for (const path of scripts) {
    expect(read(path), path).toMatch(/^#!\/bin\/sh\n# \S/);
    expect(spawnSync("sh", ["-n", join(deploy, path)], { encoding: "utf8" }), path).toMatchObject({ status: 0 });
  }
});

const composeFiles = ["compose.yaml", "compose.yaml compose.s3.yaml"];
const hasCompose = answers("docker-compose", "version");
test.skipIf(!hasCompose).each(composeFiles)("docker-compose takes %s (needs docker-compose)", (names) => {
  const words = names.split(" ").flatMap((name) => ["-f", name]);
  const env = { ...process.env, AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
  const { status, stderr, stdout } = spawnSync("docker-compose", [...words, "config"], {
    cwd: join(deploy, "compose"),
    env,
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringMatching(/error|unsupported/i) });
  const { services } = parseAllDocuments(stdout)[0]?.toJS() ?? {};
  const published = Object.values(services as Record<string, { ports?: unknown[] }>).flatMap(({ ports = [] }) => ports);
  expect(published.length).toBeGreaterThan(5);
  // Whoever wants more than this machine to reach it says so, with a proxy or a firewall in mind.
  expect(published.filter((port) => !hostOf(port).startsWith("127.0.0.1"))).toEqual([]);
});

test.skipIf(!answers("kubectl", "version", "--client")).each(["base", "trial"])(
  "kubectl kustomize makes kubernetes/%s (needs kubectl)",
  (name) => {
    const { status, stdout, stderr } = spawnSync("kubectl", ["kustomize", join(deploy, "kubernetes", name)], {
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).not.toMatch(/image: troupe-/);
  },
);

const isSystemdThere = answers("systemd-analyze", "--version");
test.skipIf(!isSystemdThere).each(["troupe-agent.service", "troupe-coordinator.service"])(
  "systemd takes %s (needs systemd-analyze)",
  (unit) => {
    const { stderr } = spawnSync("systemd-analyze", ["verify", join(deploy, "systemd", unit)], { encoding: "utf8" });
    const complaints = stderr.split("\n").filter((line) => line.includes("troupe-"));
    // The program is not installed where tests run; and DelegateSubgroup is known from 254 on only, as the unit says.
    expect(complaints.filter((line) => !/is not executable|Unknown key.*'DelegateSubgroup'/.test(line))).toEqual([]);
  },
);

test("systemd ends the agent's own process alone, and leaves its cgroup to it", () => {
  const unit = read("systemd/troupe-agent.service").split("\n");
  expect(unit).toEqual(expect.arrayContaining(["KillMode=process", "Delegate=yes", "OOMPolicy=continue"]));
  // What steps that outlive the agent would lose.
  expect(unit.filter((line) => /^(PrivateTmp|RuntimeDirectory|ProtectControlGroups)=/.test(line))).toEqual([]);
});

test("compose and Kubernetes give an agent the time to drain, and PID 1 outlives it", () => {
  const { services } = documents("compose/compose.yaml")[0]?.toJS() ?? {};
  expect(services["agent-1"].stop_grace_period).toMatch(/^\$\{AGENT_GRACE:-\d+m\}$/);
  const agents = documents("kubernetes/base/agents.yaml").map((document) => document.toJS() as Manifest);
  const seconds = agents.flatMap(({ spec }) => spec?.template?.spec?.terminationGracePeriodSeconds ?? []);
  expect(seconds.length).toBeGreaterThan(0);
  expect(Math.min(...seconds)).toBeGreaterThanOrEqual(60);
  expect(read("docker/agent/Dockerfile")).toMatch(
    /^ENTRYPOINT \["tini", "--", "sh", "\/opt\/troupe\/supervise.sh"\]$/m,
  );
});

interface Manifest {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
  readonly spec?: {
    readonly selector?: { readonly matchLabels?: object };
    readonly template?: {
      readonly metadata: { readonly labels: object };
      readonly spec?: { readonly terminationGracePeriodSeconds?: number };
    };
  };
}

async function filesBelow(pattern: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const entry of glob(pattern, { cwd: deploy, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(deploy.length + 1);
    // What somebody made to try it is none of ours.
    if (entry.isFile() && dirname(path) !== "compose/secrets") found.push(path);
  }
  return found.sort();
}

function read(path: string): string {
  return readFileSync(join(deploy, path), "utf8");
}

function documents(path: string) {
  return parseAllDocuments(read(path), { merge: true });
}

function hostOf(port: unknown): string {
  if (typeof port === "string") return port;
  return isObject(port) ? String(port.host_ip) : "";
}

function answers(program: string, ...words: readonly string[]): boolean {
  return spawnSync(program, words, { stdio: "ignore" }).status === 0;
}
