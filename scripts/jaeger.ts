/**
 * `npm run jaeger`: a Jaeger for the tests that look at traces as people do, in .cache/jaeger, built from its published Go
 * module; nothing where one is on the PATH, or built already. Takes Go, its module proxy, and some minutes.
 *
 * Its pages are not part of the module: what it serves there is a word in their place. The API that they ask is whole.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { absentJaeger } from "@troupe/testing/process";

/** Published as one: this module, and version 2.13.0 of the program. */
const jaegerModule = "github.com/jaegertracing/jaeger@v1.76.0";
const folder = join(import.meta.dirname, "../.cache/jaeger");

process.exitCode = absentJaeger().length === 0 ? alreadyThere() : build();

function alreadyThere(): number {
  console.error("jaeger is there");
  return 0;
}

function build(): number {
  console.error(`fetching ${jaegerModule}…`);
  const fetched = spawnSync("go", ["mod", "download", "-json", jaegerModule], { stdio: ["ignore", "pipe", 2] });
  if (fetched.error !== undefined) return failed(`go cannot be run: ${fetched.error.message}`);
  const answer = JSON.parse(String(fetched.stdout)) as { readonly Dir?: string; readonly Error?: string };
  if (answer.Dir === undefined) return failed(answer.Error ?? "go has not said where it is");
  mkdirSync(folder, { recursive: true });
  console.error("building it, which takes some minutes…");
  // In its own folder: what its go.mod replaces holds there only. Without C, so that no compiler of it is needed.
  const words = ["build", "-C", answer.Dir, "-trimpath", "-o", join(folder, "jaeger"), "./cmd/jaeger"];
  const { status } = spawnSync("go", words, { stdio: ["ignore", 2, 2], env: { ...process.env, CGO_ENABLED: "0" } });
  if (status !== 0) return failed("go could not build it; what it says is above");
  console.error("jaeger is built: test/cluster/traced.test.ts and test/browser/trace-link.test.ts find it");
  return 0;
}

function failed(why: string): number {
  console.error(`jaeger is not to be had: ${why}. The tests that need it are skipped, by name.`);
  return 1;
}
