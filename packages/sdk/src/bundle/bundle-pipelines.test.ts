import { createHash } from "node:crypto";
import { chmod, cp, mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { Parser } from "tar";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundlePipelines } from "./bundle-pipelines.ts";

let base: string;

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "troupe-bundle-")));
});
afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

/** A module that exports one pipeline, without the SDK: the bundler knows pipelines by their mark only. */
const declares = (steps: object = {}, name = "churn"): string =>
  `export const ${name} = { [Symbol.for("troupe.pipeline")]: ${JSON.stringify({
    format: 1,
    name,
    spec: { format: 1, name, params: { type: "object" }, steps, nodes: [] },
  })} };\n`;

const python = (file: string, more: object = {}): object => ({
  runs: { kind: "python", file, ...more },
  input: { type: "object" },
  limits: {},
});

async function project(files: Readonly<Record<string, string>>, folder = "project"): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    const target = join(base, folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
  return join(base, folder);
}

async function unpack(archive: Uint8Array): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  const parser = new Parser();
  parser.on("entry", (entry) => {
    const pieces: Buffer[] = [];
    entry.on("data", (piece: Buffer) => pieces.push(piece));
    entry.on("end", () => {
      contents[`${entry.path} ${entry.mode?.toString(8)} ${entry.mtime?.getTime()}`] = Buffer.concat(pieces).toString();
    });
  });
  await new Promise((resolve, reject) => {
    parser.on("end", resolve).on("error", reject);
    Readable.from([Buffer.from(archive)]).pipe(parser as unknown as NodeJS.WritableStream);
  });
  return contents;
}

test("packs the module and what lies beside it", async () => {
  const root = await project({
    "churn.ts": `import { rate } from "./rate.ts";\n${declares({ train: python("steps/train.py") })}export const r: number = rate;\n`,
    "rate.ts": "export const rate: number = 3;\n",
    "steps/train.py": "print(1)\n",
    "node_modules/left/index.js": "",
    "out.log": "",
    ".env": "SECRET=1",
  });
  const bundle = await bundlePipelines(join(root, "churn.ts"));
  expect(bundle.pipelines.map(({ name }) => name)).toEqual(["churn"]);
  expect(bundle.files).toEqual(["churn.ts", "rate.ts", "steps/train.py", "pipeline.mjs", "pipeline.mjs.map"]);
  expect(bundle.digest).toBe(`sha256:${createHash("sha256").update(bundle.archive).digest("hex")}`);
  const files = await unpack(bundle.archive);
  expect(files["steps/train.py 644 0"]).toBe("print(1)\n");
  expect(files["pipeline.mjs 644 0"]).toContain("var rate = 3;");
});

test("the same sources give the same digest wherever and whenever", async () => {
  const files = {
    "churn.ts": `import lib from "lib";\n${declares({ train: python("train.py") })}export const used = lib;\n`,
    "train.py": "pass\n",
    [`${"deep/".repeat(30)}name-beyond-a-hundred-bytes.txt`]: "long\n",
  };
  const lib = {
    "node_modules/lib/package.json": `{"main":"lib.js"}`,
    "node_modules/lib/lib.js": "module.exports = 7;\n",
  };
  const near = await project({ ...files, ...lib }, "one/project");
  const far = await project(files, "another/place/elsewhere");
  // Installed two folders higher up, as in a workspace.
  await cp(join(near, "node_modules"), join(base, "another/node_modules"), { recursive: true });
  await utimes(join(far, "train.py"), 1, 1);
  await chmod(join(far, "train.py"), 0o600);

  const [first, second] = [await bundlePipelines(join(near, "churn.ts")), await bundlePipelines(join(far, "churn.ts"))];
  expect(await unpack(second.archive)).toEqual(await unpack(first.archive));
  expect(second.digest).toBe(first.digest);
});

test("a missing script names step, path, folder and what looks like it", async () => {
  const steps = { extract: python("steps/extrac.py"), train: python("train.py", { requirements: ["-r needs.txt"] }) };
  const root = await project({ "churn.ts": declares(steps), "steps/extract.py": "", "lib/train.py": "" });
  await expect(bundlePipelines(join(root, "churn.ts"))).rejects.toMatchObject({
    code: "MISSING_SCRIPT",
    problems: [
      {
        field: `steps["extract"].run`,
        message: `step extract names steps/extrac.py, which is not in ${root}`,
        fix: "did you mean steps/extract.py?",
      },
      { fix: "did you mean lib/train.py?" },
      { message: `step train names needs.txt, which is not in ${root}`, fix: "create it, or correct the path" },
    ],
  });
});

test("a script that is ignored, or outside, says so", async () => {
  const steps = { a: python("dist/a.py"), b: python("../b.py") };
  const root = await project({ "churn.ts": declares(steps), "dist/a.py": "", "../b.py": "" });
  await expect(bundlePipelines(join(root, "churn.ts"))).rejects.toMatchObject({
    problems: [
      { message: "step a names dist/a.py, which is left out by the rule dist", fix: "add !dist/a.py to .troupeignore" },
      { message: `step b names ../b.py, which is outside of ${root}` },
    ],
  });
});

test(".troupeignore adds rules and takes defaults back", async () => {
  const root = await project({
    "churn.ts": declares(),
    ".troupeignore": "data/\n!dist\n",
    "data/big.csv": "",
    "dist/model.txt": "",
  });
  expect((await bundlePipelines(join(root, "churn.ts"))).files).toEqual([
    ".troupeignore",
    "churn.ts",
    "dist/model.txt",
    "pipeline.mjs",
    "pipeline.mjs.map",
  ]);
});

test("a link inside is followed, one that leaves or loops is refused", async () => {
  const root = await project({ "churn.ts": declares(), "steps/a.py": "a", "../secret.txt": "s" });
  await symlink("steps/a.py", join(root, "alias.py"));
  expect((await bundlePipelines(join(root, "churn.ts"))).files).toContain("alias.py");
  await symlink("../../secret.txt", join(root, "steps/leak.txt"));
  await expect(bundlePipelines(join(root, "churn.ts"))).rejects.toMatchObject({
    code: "SYMLINK_REFUSED",
    message: expect.stringContaining("steps/leak.txt leads out of the folder"),
  });
  await rm(join(root, "steps/leak.txt"));
  await symlink("..", join(root, "steps/loop"));
  await expect(bundlePipelines(join(root, "churn.ts"))).rejects.toMatchObject({ code: "SYMLINK_REFUSED" });
});

test("too much is refused, naming the largest files", async () => {
  const root = await project({ "churn.ts": declares(), "small.txt": "s" });
  await writeFile(join(root, "weights.bin"), Buffer.alloc(51 * 1024 * 1024));
  await expect(bundlePipelines(join(root, "churn.ts"))).rejects.toMatchObject({
    code: "BUNDLE_TOO_LARGE",
    message: expect.stringMatching(/51\.0 MiB {2}weights\.bin\n[\s\S]*\.troupeignore/),
  });
});

test("what does not compile is shown with its frame", async () => {
  const root = await project({ "churn.ts": "export const a = ;\n" });
  await expect(bundlePipelines(join(root, "churn.ts"))).rejects.toMatchObject({
    code: "BUNDLE_FAILED",
    message: expect.stringMatching(/churn\.ts:1:17[\s\S]*export const a = ;/),
    problems: [{ field: "churn.ts:1:18", message: 'Unexpected ";"' }],
  });
});

test.each([
  ["throws", "const plan: { a?: { b: number } } = {};\nplan.a!.b;\n", "PIPELINE_IMPORT_FAILED", /churn\.ts:2:\d+/],
  ["exits", "process.exit(3);\n", "PIPELINE_IMPORT_FAILED", /exit code 3/],
  ["writes", `import fs from "node:fs";\nfs.writeFileSync("/tmp/x", "");\n`, "PIPELINE_IMPORT_FAILED", /does I\/O/],
  ["loops", "for (;;);\n", "PIPELINE_IMPORT_TIMEOUT", /took longer than/],
  ["exports nothing of use", "export const a = 1;\n", "NO_PIPELINE", /exports no pipeline, only a/],
  [
    "exports two of one name",
    `${declares()}${declares().replace("const churn", "const other")}`,
    "DUPLICATE_PIPELINE",
    /churn/,
  ],
])("a module that %s is refused", async (_what, text, code, message) => {
  const root = await project({ "churn.ts": text });
  const timeoutMs = code === "PIPELINE_IMPORT_TIMEOUT" ? 500 : 10_000;
  await expect(bundlePipelines(join(root, "churn.ts"), { timeoutMs })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});

test("timers of the module do not hold the bundler up, and what it prints is kept", async () => {
  const root = await project({ "churn.ts": `setInterval(() => {}, 1000);\nconsole.log("hello");\n${declares()}` });
  expect((await bundlePipelines(join(root, "churn.ts"))).printed).toBe("hello\n");
});
