import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { commandLine } from "./commands.ts";

test("a shell reads back what was meant", () => {
  const hostile = ["it's", "$(reboot)", "a b", "", "train[0]", "`id`", '"', "x;y", "*"];
  const read = execFileSync("/bin/sh", ["-c", `printf '%s\\n' ${commandLine(...hostile)}`], { encoding: "utf8" });
  expect(read).toBe(`${hostile.join("\n")}\n`);
});

test("plain words stay plain, and what is not there is left out", () => {
  expect(commandLine("troupe", "cancel", "01ab", undefined, false, "--reason", "too slow")).toBe(
    "troupe cancel 01ab --reason 'too slow'",
  );
});
