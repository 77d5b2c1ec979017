import { describe, expect, it } from "vitest";
import { outcomeOfExit } from "./outcome.ts";

const exit = { exitCode: 0, signal: null, oom: true } as const;

describe("a program of which a child ran out of memory", () => {
  it("has succeeded if it says so: it knew of the child, and coped", () => {
    expect(outcomeOfExit(exit, "")).toBeNull();
    expect(outcomeOfExit({ ...exit, result: { ok: true, output: null } }, "")).toBeNull();
  });

  it("has run out of memory if it failed, whatever it says about why", () => {
    const failure = { exitClass: "oom", code: "TASK_OUT_OF_MEMORY" };
    expect(outcomeOfExit({ ...exit, exitCode: 1 }, "Killed")).toMatchObject({ failure });
    expect(outcomeOfExit({ ...exit, exitCode: null, signal: "SIGKILL" }, "")).toMatchObject({ failure });
  });
});
