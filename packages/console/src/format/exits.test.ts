import { expect, test } from "vitest";
import { describeExit } from "./exits.ts";

test("a signal tells more than the code beside it", () => {
  expect(describeExit({ exitCode: 137, signal: "SIGKILL" })).toMatch(/^SIGKILL \(9\): killed/);
});

test("codes above 128 are signals that a shell has seen", () => {
  expect(describeExit({ exitCode: 139 })).toBe(
    "exit code 139: a program in it was ended by SIGSEGV: it touched memory that is not its own",
  );
});

test("what is not known is told as it is", () => {
  expect(describeExit({ exitCode: 3 })).toBe("exit code 3");
  expect(describeExit({ signal: "SIGRTMIN" })).toBe("SIGRTMIN");
  expect(describeExit({})).toBeUndefined();
  expect(describeExit({ signal: "", exitCode: 127 })).toBe("exit code 127: the command was not found");
});
