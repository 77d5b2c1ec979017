import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Digest, TroupeError } from "@troupe/core";
import { SystemClock } from "@troupe/engine/adapters";
import * as tar from "tar";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ArtifactCache } from "./artifact-cache.ts";
import { BundleCheck, bundleLimits } from "./bundle-check.ts";
import { CodeCache } from "./code-cache.ts";
import { digestOf } from "./digest-of.ts";

const signal = new AbortController().signal;
let folder: string;
let objects: Map<Digest, Buffer>;
let downloads: number;
let code: CodeCache;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "troupe-code-"));
  objects = new Map();
  downloads = 0;
  const artifacts = await ArtifactCache.open({
    folder: join(folder, "artifacts"),
    capBytes: 1e9,
    clock: new SystemClock(),
    random: () => 0,
    remote: {
      stat: async () => undefined,
      upload: async () => undefined,
      async *download(digest) {
        downloads += 1;
        const bytes = objects.get(digest);
        if (bytes === undefined) throw new TroupeError("no", { code: "ARTIFACT_NOT_FOUND", reaction: "reject" });
        yield bytes;
      },
      close: () => undefined,
    },
  });
  code = new CodeCache(join(folder, "code"), artifacts);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function bundle(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): Promise<Digest> {
  const source = mkdtempSync(join(folder, "source-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(source, name)), { recursive: true });
    writeFileSync(join(source, name), text);
  }
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(source, name));
  const file = join(folder, "bundle.tar");
  await tar.create({ file, cwd: source, portable: true }, readdirSync(source));
  return keep(readFileSync(file));
}

async function keep(bytes: Buffer): Promise<Digest> {
  const file = join(folder, "kept");
  writeFileSync(file, bytes);
  const { digest } = await digestOf(file);
  objects.set(digest, bytes);
  return digest;
}

/** One entry of a tar, as an attacker would write it. */
function entry(
  path: string,
  options: { readonly type?: string; readonly linkpath?: string; readonly body?: string } = {},
): Buffer {
  const { type = "File", linkpath = "", body = "" } = options;
  const header = new tar.Header({
    path,
    linkpath,
    type: type as "File",
    size: body.length,
    mode: 0o644,
    mtime: new Date(0),
    uid: 0,
    gid: 0,
  });
  header.encode();
  const content = Buffer.alloc(Math.ceil(body.length / 512) * 512);
  content.write(body);
  return Buffer.concat([header.block ?? Buffer.alloc(0), content]);
}

test("a bundle is unpacked once, read-only, whoever asks", async () => {
  const digest = await bundle(
    { "pipeline.mjs": "export {}", "steps/train.py": "print()" },
    { latest: "steps/train.py" },
  );
  const [first, second] = await Promise.all([code.use(digest, signal), code.use(digest, signal)]);
  expect(first).toBe(second);
  expect(readFileSync(join(first, "latest"), "utf8")).toBe("print()");
  expect(statSync(join(first, "steps/train.py")).mode & 0o222).toBe(0);
  expect(statSync(join(first, "steps")).mode & 0o222).toBe(0);
  await code.use(digest, signal);
  expect(downloads).toBe(1);
  expect(readdirSync(dirname(first))).toHaveLength(1);
});

describe("a bundle is refused, and writes nothing, if it", () => {
  test.each<[string, Buffer[]]>([
    ["climbs out", [entry("../evil", { body: "x" })]],
    ["climbs out in the middle", [entry("a/../../evil", { body: "x" })]],
    ["names an absolute path", [entry("/tmp/evil", { body: "x" })]],
    ["links to an absolute path", [entry("etc", { type: "SymbolicLink", linkpath: "/etc" })]],
    ["links outside", [entry("up", { type: "SymbolicLink", linkpath: "../.." })]],
    ["writes through a link", [entry("d", { type: "SymbolicLink", linkpath: "." }), entry("d/evil", { body: "x" })]],
    [
      "links through a link that leads up",
      [
        entry("x/", { type: "Directory" }),
        entry("x/l", { type: "SymbolicLink", linkpath: ".." }),
        entry("y", { type: "SymbolicLink", linkpath: "x/l/.." }),
      ],
    ],
    ["holds a hard link", [entry("passwd", { type: "Link", linkpath: "/etc/passwd" })]],
    ["holds a device", [entry("null", { type: "CharacterDevice" })]],
    ["holds a pipe", [entry("fifo", { type: "FIFO" })]],
  ])("%s", async (_what, entries) => {
    const digest = await keep(Buffer.concat([entry("good.txt", { body: "good" }), ...entries, Buffer.alloc(1024)]));
    await expect(code.use(digest, signal)).rejects.toMatchObject({ code: "BUNDLE_UNSAFE" });
    expect(existsSync(join(folder, "code"))).toBe(false);
  });

  test("is no tar at all", async () => {
    const digest = await keep(Buffer.from("<html>not found</html>".repeat(100)));
    await expect(code.use(digest, signal)).rejects.toMatchObject({ code: "BUNDLE_UNREADABLE" });
  });

  test("unpacks to more than anybody needs", () => {
    const check = new BundleCheck();
    const file = { path: "big", type: "File", linkpath: undefined, size: bundleLimits.bytes + 1 };
    expect(() => check.add(file)).toThrow("unpacks to over");
  });
});
