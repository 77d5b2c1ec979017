/** Goal: what would be published works where it is installed, without the repository that it was made in. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TroupeServer, Workbench } from "@troupe/testing/process";
import { afterAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const bench = new Workbench();
afterAll(() => bench.clear());

test("the packages that a build makes install into an empty folder, and run a pipeline there", async () => {
  const built = await bench.finish("npm", ["run", "build", "--", "--pack"], { cwd: root });
  expect(built.code, built.stderr).toBe(0);
  const tarballs = join(root, "build/tarballs");
  const packages = readdirSync(tarballs).filter((file) => file.endsWith(".tgz"));

  const home = await bench.folder();
  writeFileSync(join(home, "package.json"), JSON.stringify({ name: "theirs", private: true, type: "module" }));
  const words = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  const installed = await bench.finish("npm", [...words, ...packages.map((file) => join(tarballs, file))], {
    cwd: home,
  });
  expect(installed.code, installed.stderr).toBe(0);

  const modules = join(home, "node_modules/@troupe");
  for (const name of readdirSync(modules)) {
    const { exports } = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
    expect(JSON.stringify(exports), name).not.toContain("/src/");
  }
  mkdirSync(join(home, "pipelines"));
  copyFileSync(join(root, "examples/hello/pipeline.ts"), join(home, "pipelines/hello.ts"));
  const server = await TroupeServer.start(bench, { main: join(modules, "cli/dist/main.js") });
  const ran = await server.troupe("run", join(home, "pipelines/hello.ts"), "-o", "json");
  expect(ran.code, ran.stderr).toBe(0);
  expect(JSON.parse(ran.stdout)).toMatchObject({ pipeline: "hello", state: "succeeded", tasks: { succeeded: 4 } });
});
