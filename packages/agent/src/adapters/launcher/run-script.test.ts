import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readRunHeader, renderRunScript } from "./run-script.ts";

const header = {
  attemptId: "run 'x'/train[0]/1",
  supervisor: { bootId: "b", pid: 7, startTime: "123" },
  groups: ["/sys/fs/cgroup/a b"],
};

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), "troupe-run-script-"));
}

/** Prints its arguments and the variable TEXT, each followed by a NUL byte. */
const printer = ["/bin/sh", "-c", `printf '%s\\0' "$TEXT" "$@"`, "sh"] as const;

test.each(["dash", "bash"])("what %s starts gets every text as it is", (shell) => {
  const folder = makeFolder();
  const anyText = fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", "").toWellFormed());
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 4 }), anyText, (words, text) => {
      const program = {
        attemptId: "a",
        folder,
        argv: [...printer, ...words] as const,
        workingFolder: "/",
        environment: { TEXT: text, "ODD.NAME": text, UID: text },
        memoryBytes: 0,
      };
      writeFileSync(join(folder, "stdout"), "");
      writeFileSync(join(folder, "run.sh"), renderRunScript(program, { ...header, groups: [] }));
      execFileSync(shell, ["-c", `. "$1"`, shell, join(folder, "run.sh")]);
      expect(readFileSync(join(folder, "stdout"), "utf8").split("\0").slice(0, -1)).toEqual([text, ...words]);
    }),
    { numRuns: 40 },
  );
});

test("names that a shell cannot assign to reach the program too", () => {
  const folder = makeFolder();
  const environment = { "a.b": "1", UID: "2", PLAIN: "3" };
  const argv = ["/usr/bin/env"] as const;
  const program = { attemptId: "a", folder, argv, workingFolder: "/", environment, memoryBytes: 0 };
  writeFileSync(join(folder, "run.sh"), renderRunScript(program, { ...header, groups: [] }));
  execFileSync("bash", ["-c", `. "$1"`, "bash", join(folder, "run.sh")]);
  expect(readFileSync(join(folder, "stdout"), "utf8").split("\n")).toEqual(
    expect.arrayContaining(["a.b=1", "UID=2", "PLAIN=3"]),
  );
});

test("the header can be read back, and a torn one counts as never started", async () => {
  const folder = makeFolder();
  const program = {
    attemptId: "a",
    folder,
    argv: ["/bin/true"] as const,
    workingFolder: "/",
    environment: {},
    memoryBytes: 0,
  };
  expect(await readRunHeader(folder)).toBeUndefined();
  const script = renderRunScript(program, header);
  writeFileSync(join(folder, "run.sh"), script);
  expect(await readRunHeader(folder)).toEqual(header);
  writeFileSync(join(folder, "run.sh"), "");
  expect(await readRunHeader(folder)).toBeUndefined();
});
