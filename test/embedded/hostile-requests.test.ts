/**
 * Goal: no request, however large, deep, odd or broken, does more than be refused with a code.
 * Method: the API of a real coordinator, at its limits and beyond; after each, a run of somebody else goes through.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import type { Client } from "@troupe/sdk/client";
import { type TroupeServer, Workbench } from "@troupe/testing/process";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { post } from "../fault/support/json-api.ts";
import { memory } from "../fault/support/processes.ts";
import { field, frame, RawGrpc } from "../fault/support/raw-grpc.ts";
import { apply, startServer } from "../fault/support/servers.ts";
import { type TarEntry, tar } from "../fault/support/tar.ts";

const bench = new Workbench();
let dev: TroupeServer;
let client: Client;

beforeAll(async () => {
  dev = await startServer(bench);
  await apply(dev, "hostile");
  client = dev.client();
});
afterEach(async () => {
  const run = await client.submit("shells", { script: "exit 0" });
  expect((await run.wait()).state).toBe("succeeded");
});
afterAll(() => bench.clear());

const nothing = { type: "object", properties: {}, additionalProperties: false } as const;

function spec(change: Partial<PipelineSpec> = {}): PipelineSpec {
  return {
    format: 1,
    name: "small",
    params: nothing,
    steps: { work: { runs: { kind: "command", argv: ["true"] }, input: nothing, limits: defaultLimits } },
    nodes: [{ kind: "step", id: "work", scope: [], step: "work", input: {} }],
    ...change,
  };
}

async function applied(given: unknown): Promise<{ readonly code: string | undefined; readonly text: string }> {
  const specJson = typeof given === "string" ? given : JSON.stringify(given);
  const { code, body } = await post(dev, "PipelineService/ApplyPipeline", { specJson });
  return { code, text: JSON.stringify(body) };
}

/** What the same request is answered with over gRPC: 3 is INVALID_ARGUMENT, 5 is NOT_FOUND. */
async function grpcStatus(method: string, fields: Readonly<Record<number, string>>): Promise<number> {
  const raw = new RawGrpc(dev.address);
  const body = Object.entries(fields).map(([number, text]) => field(Number(number), text));
  const status = await raw.call(`/troupe.v1.${method}`, frame(Buffer.concat(body))).finish();
  raw.close();
  return status;
}

const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

describe("a spec", () => {
  test("of 5 MB is refused, with the limit", async () => {
    const { code, text } = await applied({ ...spec(), description: "x".repeat(5_000_000) });
    expect(code).toBe("INVALID_SPEC");
    expect(text).toContain("4194304");
  });

  test("of 100,000 steps is refused, within its time, and nobody waits for it", async () => {
    const nodes = Array.from({ length: 100_000 }, (_, at) => ({ ...spec().nodes[0], id: `s${at}` }));
    const [{ code }, [agent]] = await Promise.all([applied({ ...spec(), nodes }), client.agents()]);
    expect(["INVALID_SPEC", "MESSAGE_TOO_LARGE"]).toContain(code);
    expect(agent?.state).toBe("ready");
  });

  test("of 20,000 steps, the limit, is taken", async () => {
    const nodes = Array.from({ length: 20_000 }, (_, at) => ({
      kind: "step" as const,
      id: `s${at}`,
      scope: [],
      step: "work",
      input: {},
    }));
    const { code, text } = await applied(spec({ name: "wide", nodes }));
    expect(code, text).toBeUndefined();
    const one = { kind: "step" as const, id: "more", scope: [], step: "work", input: {} };
    expect((await applied(spec({ name: "wide", nodes: [...nodes, one] }))).code).toBe("INVALID_SPEC");
  });

  test.each([
    ["as a whole", nested(100_000)],
    ["in a schema", JSON.stringify(spec()).replace(`"params":{`, `"params":{"default":${nested(100_000)},`)],
    ["in an expression", JSON.stringify(spec()).replace(`"input":{}}]`, `"input":${nested(100_000)}}]`)],
    [
      "in a schema of lists of lists",
      JSON.stringify(spec()).replace(
        `"params":{`,
        `"params":{"properties":{"a":${`{"type":"array","items":`.repeat(50_000)}{}${"}".repeat(50_000)}},`,
      ),
    ],
  ])("that is nested 100,000 deep %s is refused", async (_, json) => {
    const { code, text } = await applied(json);
    expect(["INVALID_ARGUMENT", "INVALID_SPEC"]).toContain(code);
    expect(text).toContain("deep");
    expect(await grpcStatus("PipelineService/ApplyPipeline", { 1: json })).toBe(3);
  });

  test.each([
    "",
    " ",
    "A",
    "../../etc/passwd",
    "a/b",
    "a\u0000b",
    "a\nb",
    "é",
    "\u202egnp",
    "💥",
    "__proto__",
    "constructor-",
    "x".repeat(64),
    "a'; DROP TABLE runs; --",
    "%2e%2e",
    "CON",
    "-rf",
  ])("that is called %j is refused by its name", (name) => refusesName(name));

  test("that is called by a hundred thousand letters is refused by its name", () => refusesName("a".repeat(100_000)));

  async function refusesName(name: string): Promise<void> {
    expect((await applied(spec({ name }))).code).toBe("INVALID_SPEC");
    const node = { kind: "step" as const, id: name, scope: [], step: "work", input: {} };
    expect((await applied(spec({ nodes: [node] }))).code).toBe("INVALID_SPEC");
    expect(await grpcStatus("PipelineService/ApplyPipeline", { 1: JSON.stringify(spec({ name })) })).toBe(3);
  }

  test.each(["constructor", "tostring", "hasownproperty", "valueof", "x".repeat(63), "con", "nul"])(
    "may be called %s, and runs",
    async (name) => {
      const node = { kind: "step" as const, id: name, scope: [], step: name, input: {} };
      const { work } = spec().steps;
      if (work === undefined) throw new Error("it has a step");
      await client.apply(bundleOf(spec({ name, steps: { [name]: work }, nodes: [node] })));
      const run = await client.submit(name);
      expect(await run.wait()).toMatchObject({ state: "succeeded" });
      expect((await run.task(name)).state).toBe("succeeded");
    },
  );

  test("that is no spec at all is refused, and each problem is named", async () => {
    for (const text of ["null", "[]", "1", '""', "{}", "{", "\u0000", '{"format":2}'])
      expect(["INVALID_SPEC", "INVALID_ARGUMENT"]).toContain((await applied(text)).code);
  });
});

describe("params", () => {
  test.each([
    ["nested 100,000 deep", `{"script":${nested(100_000)}}`],
    ["that are a list", "[]"],
    ["with a field too many", `{"script":"exit 0","__proto__":{"polluted":true}}`],
    ["of the wrong type", `{"script":1}`],
    ["that are no JSON", `{"script":`],
    ["with an integer that JSON rounds", `{"script":9007199254740993}`],
  ])("%s are refused", async (_, paramsJson) => {
    const { code } = await post(dev, "RunService/CreateRun", { pipeline: "shells", paramsJson });
    expect(["INVALID_PARAMS", "INVALID_ARGUMENT"]).toContain(code);
    expect(await grpcStatus("RunService/CreateRun", { 1: "shells", 3: paramsJson })).toBe(3);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("with half of a character are refused", async () => {
    const paramsJson = `{"script":"\\ud83d"}`;
    const { code, body } = await post(dev, "RunService/CreateRun", { pipeline: "shells", paramsJson });
    expect(code, JSON.stringify(body)).toMatch(/^INVALID_(PARAMS|ARGUMENT)$/);
  });

  test("with a NUL in a word of a command fail the step, once: no machine could run it", async () => {
    const run = await client.submit("shells", { script: "echo \u0000" });
    expect((await run.wait()).state).toBe("failed");
    const task = await run.task("shell");
    expect(task.failure).toMatchObject({ code: "TASK_INPUT_INVALID", exitClass: "failure" });
    expect(task.attempts.length).toBe(1);
  });

  test("a run, a task, an agent of an odd name is not found, whatever the name", async () => {
    for (const id of [
      "../../x",
      "/etc/passwd",
      "a/../b",
      "@latest2",
      "\u0000",
      "a".repeat(100_000),
      "%00",
      "__proto__",
    ]) {
      for (const [method, message] of [
        ["RunService/GetRun", { runId: id }],
        ["AgentService/GetAgent", { agentId: id }],
        ["PipelineService/GetPipeline", { name: id }],
        ["ArtifactService/Stat", { digest: id }],
      ] as const) {
        const { status, code } = await post(dev, method, message);
        expect([400, 404], `${method} ${id.slice(0, 20)} ${code}`).toContain(status);
        expect([3, 5], `${method} ${id.slice(0, 20)}`).toContain(await grpcStatus(method, { 1: id }));
      }
    }
  });
});

describe("the wire", () => {
  test("takes ten thousand malformed messages, and serves", async () => {
    const paths = ["Run", "Pipeline", "Agent"].flatMap((name) => [`/troupe.v1.${name}Service/Get${name}`]);
    const raw = new RawGrpc(dev.address);
    bench.closes(() => raw.close());
    const statuses = new Set<number>();
    for (let round = 0; round < 100; round++) {
      const calls = Array.from({ length: 100 }, (_, at) => {
        const rubbish = createHash("sha512")
          .update(`${round} ${at}`)
          .digest()
          .subarray(0, at % 64);
        const body = Buffer.concat([Buffer.from([0xff, 0x01]), rubbish]);
        return raw.call(paths[at % paths.length] ?? "", frame(body)).finish();
      });
      for (const status of await Promise.all(calls)) statuses.add(status);
    }
    expect([...statuses]).toEqual([3]);
  });

  test("takes ten thousand malformed requests as JSON, and serves", async () => {
    const methods = [
      "RunService/GetRun",
      "RunService/CreateRun",
      "PipelineService/GetPipeline",
      "AgentService/GetAgent",
    ];
    const broken = [
      "",
      "{",
      "null",
      "[]",
      "\u0000",
      `{"runId":{}}`,
      `{"runId":1e400}`,
      `{"noSuchField":1}`,
      nested(5000),
    ];
    const answers = new Set<string>();
    for (let round = 0; round < 100; round++) {
      const calls = Array.from({ length: 100 }, (_, at) =>
        post(dev, methods[at % methods.length] ?? "", broken[(round + at) % broken.length]),
      );
      for (const { status, code } of await Promise.all(calls)) answers.add(`${status} ${code}`);
    }
    expect([...answers]).toEqual(["400 INVALID_ARGUMENT"]);
  });

  test("refuses what is oversize, also where only the length is a lie", async () => {
    const raw = new RawGrpc(dev.address);
    bench.closes(() => raw.close());
    const large = frame(field(1, Buffer.alloc(9_000_000, "x")));
    expect(await raw.call("/troupe.v1.RunService/GetRun", large).finish()).toBe(8);
    const lie = Buffer.from([0, 0xff, 0xff, 0xff, 0xff, 1, 2, 3]);
    expect([8, 3, 13]).toContain(await raw.call("/troupe.v1.RunService/GetRun", lie).finish());
    const cut = frame(field(1, "x".repeat(100))).subarray(0, 20);
    expect(await raw.call("/troupe.v1.RunService/GetRun", cut).finish()).toBeGreaterThan(0);
  });

  test("holds 300 idle sockets, has room for those who work, and ends the idle ones", async () => {
    const sockets = await idleSockets(dev.address, 300);
    expect((await dev.troupe("get", "agents", "-o", "name")).code).toBe(0);
    const run = await client.submit("shells", { script: "echo beside" });
    expect((await run.wait()).state).toBe("succeeded");
    await Promise.all(sockets.map(({ closed }) => closed));
  });

  test("holds 300 idle sockets of browsers, and has room for those who work", async () => {
    await idleSockets(new URL(dev.httpUrl ?? "").host, 300);
    expect((await post(dev, "PipelineService/GetPipeline", { name: "shells" })).status).toBe(200);
  });

  test("a reader that never reads costs nobody else anything, and little memory", async () => {
    const run = await client.submit("shells", { script: "head -c 30000000 /dev/zero | tr '\\0' x" });
    await run.wait();
    const before = memory(dev.process.pid) ?? 0;
    const raw = new RawGrpc(dev.address);
    bench.closes(() => raw.close());
    // Never resumed: its window fills, and nothing more leaves the server.
    const readers = Array.from({ length: 40 }, () =>
      raw.call("/troupe.v1.RunService/ReadLogs", frame(Buffer.concat([field(1, run.id), field(2, "shell")]))),
    );
    await Promise.all(readers.map(({ stream }) => once(stream, "response")));
    const other = await client.submit("shells", { script: "seq 1 100000" });
    let bytes = 0;
    for await (const { data } of other.logs("shell", { follow: true })) bytes += data.length;
    expect(bytes).toBe(588_895);
    // 40 times 30 MB, if the server read ahead for them.
    expect((memory(dev.process.pid) ?? 0) - before).toBeLessThan(300 * 1024 * 1024);
  });
});

describe("code and artifacts", () => {
  const digestOf = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const python: PipelineSpec = spec({
    name: "unpacked",
    steps: {
      work: {
        runs: { kind: "python", file: "step.py" },
        input: nothing,
        limits: { ...defaultLimits, retries: once0() },
      },
    },
  });

  test.each<[string, TarEntry[]]>([
    ["a path that climbs out", [{ path: "../../../escaped", data: "x" }]],
    ["an absolute path", [{ path: "/tmp/troupe-escaped", data: "x" }]],
    ["a link that leads outside", [{ path: "out", link: "../../.." }]],
    ["an absolute link", [{ path: "out", link: "/etc" }]],
    [
      "a path through a link",
      [
        { path: "in", link: "steps" },
        { path: "in/escaped", data: "x" },
      ],
    ],
    ["a hard link", [{ path: "out", link: "/etc/passwd", hard: true }]],
  ])("with %s are refused", async (_, entries) => {
    const archive = tar([{ path: "step.py", data: "print('ran')" }, ...entries]);
    await client.apply({ pipelines: [{ name: "unpacked", spec: python }], digest: digestOf(archive), archive });
    const run = await client.submit("unpacked");
    expect((await run.wait()).state).toBe("failed");
    expect((await run.task("work")).failure).toMatchObject({ code: "BUNDLE_UNSAFE", exitClass: "error" });
    expect(existsSync("/tmp/troupe-escaped")).toBe(false);
    expect(await deepNames(dev.dataDir)).not.toContain("escaped");
  });

  test("that are no archive are refused", async () => {
    const archive = Buffer.from("this is no tar");
    await client.apply({ pipelines: [{ name: "unpacked", spec: python }], digest: digestOf(archive), archive });
    const run = await client.submit("unpacked");
    expect((await run.wait()).state).toBe("failed");
    expect((await run.task("work")).failure?.code).toMatch(
      /^(BUNDLE_UNREADABLE|STEP_NOT_FOUND|TASK_FAILED|COMMAND_NOT_FOUND)$/,
    );
  });

  test("an artifact that a step names outside of its folder, or a link to one, is that file's bytes or refused", async () => {
    const script = `ln -s /etc/hostname "$TROUPE_OUTPUTS/file.bin"`;
    const run = await client.submit("handed", { script });
    const { state } = await run.wait();
    expect(["succeeded", "failed"]).toContain(state);
    // Whatever became of it: the file that the link pointed to was neither moved nor emptied.
    expect((await readFile("/etc/hostname", "utf8")).length).toBeGreaterThan(0);
  });

  test("an artifact whose bytes have changed on disk is refused, and never handed on", async () => {
    const run = await client.submit("handed", { script: `echo bytes that rot >"$TROUPE_OUTPUTS/file.bin"` });
    expect((await run.wait()).state).toBe("succeeded");
    const { file } = (await run.task("kept")).output as { file: { digest: string } };
    const hex = file.digest.replace("sha256:", "");
    const stored = (await deepPaths(join(dev.dataDir, "archive", "objects"))).find((path) =>
      path.replaceAll("/", "").endsWith(hex),
    );
    expect(stored).toBeDefined();
    await writeFile(stored ?? "", "bytes that rob\n");
    await expect(client.download(file.digest, join(await bench.folder(), "copy"))).rejects.toMatchObject({
      code: expect.stringMatching(/^(DATA_LOSS|ARTIFACT_DAMAGED)$/),
    });
  });
});

/** They say nothing; each tells when the server has had enough of it. */
async function idleSockets(address: string, count: number): Promise<readonly { readonly closed: Promise<unknown> }[]> {
  const [host = "", port = ""] = address.split(":");
  const sockets: Socket[] = [];
  bench.closes(() => {
    for (const socket of sockets) socket.destroy();
  });
  while (sockets.length < count) {
    const socket = connect(Number(port), host);
    socket.on("error", () => undefined).resume();
    sockets.push(socket);
    await once(socket, "connect");
  }
  return sockets.map((socket) => ({ closed: once(socket, "close") }));
}

function once0() {
  return { ...defaultLimits.retries, budgets: { failure: 0, oom: 0, timeout: 0, lost: 0, error: 0 } };
}

function bundleOf(given: PipelineSpec) {
  const archive = tar([{ path: "empty", data: "" }]);
  const digest = `sha256:${createHash("sha256").update(archive).digest("hex")}`;
  return { pipelines: [{ name: given.name, spec: given }], digest, archive };
}

async function deepPaths(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.map((entry) => join(entry.parentPath, entry.name));
}

async function deepNames(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true, withFileTypes: true })).map(({ name }) => name);
}
