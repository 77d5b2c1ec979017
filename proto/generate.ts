/** Writes the typed stubs of troupe.v1 to proto/src/generated. With `--check`, fails if they are not what the .proto files say. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const target = join(root, "src/generated");
const made = mkdtempSync(join(tmpdir(), "troupe-stubs-"));

try {
  const files = readdirSync(join(root, "troupe/v1"))
    .filter((file) => file.endsWith(".proto"))
    .map((file) => `troupe/v1/${file}`);
  const generator = fileURLToPath(import.meta.resolve("@grpc/proto-loader/build/bin/proto-loader-gen-types.js"));
  const options = [
    "--longs=Number",
    "--enums=String",
    "--bytes=Buffer",
    "--defaults",
    "--oneofs",
    "--grpcLib=@grpc/grpc-js",
    "--importFileExtension=.ts",
    "--includeDirs=.",
    `--outDir=${made}`,
  ];
  execFileSync(process.execPath, [generator, ...options, ...files], { cwd: root, stdio: "inherit" });
  writeFileSync(join(made, "messages.ts"), index());
  if (process.argv.includes("--check")) {
    if (listing(made) !== listing(target))
      throw new Error("proto/src/generated is not what proto/troupe/v1 says: run npm run generate");
  } else {
    rmSync(target, { recursive: true, force: true });
    cpSync(made, target, { recursive: true });
  }
} finally {
  rmSync(made, { recursive: true, force: true });
}

function listing(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => `${file.slice(folder.length)}\n${readFileSync(file, "utf8")}`)
    .join("\n");
}

function index(): string {
  const names = readdirSync(join(made, "troupe/v1"))
    .filter((file) => file.endsWith(".ts"))
    .sort();
  const header =
    "/** Every message and service of troupe.v1 as a type: `X` is what one sends, `X__Output` what one receives. */";
  return [header, ...names.map((name) => `export type * from "./troupe/v1/${name}";`), ""].join("\n");
}
