import { describe, expect, test } from "vitest";
import { levelOf, levelOfMessage, levels } from "./levels.ts";

describe("the level of a line", () => {
  test.each([
    ["2026-11-23 02:31:00,123 ERROR    trainer: it broke", "error"],
    ["[WARN] low memory", "warning"],
    ["INFO:root:starting", "info"],
    ["DEBUG a detail", "debug"],
    ["error: no such file", "error"],
    ["cc: warning: unused", "warning"],
    ['{"level":"error","msg":"x"}', "error"],
    ['{"level":40,"msg":"pino"}', "warning"],
    ["ts=1 level=info msg=ok", "info"],
    ["Traceback (most recent call last):", "error"],
    ["ValueError: bad", "error"],
    ["torch.cuda.OutOfMemoryError: CUDA out of memory", "error"],
    ["E1123 02:31:00.123456 file.cc:1] oh", "error"],
    ["\u001b[31mERROR\u001b[0m in colour", "error"],
    ["panic: runtime error", "error"],
    ["0 ERRORS found", "none"],
    ["the error rate fell to 0.1", "none"],
    ["information", "none"],
    ["", "none"],
  ] as const)("%j is %s", (line, level) => {
    expect(levelOf(line, levels.none)).toBe(levels[level]);
  });

  test("goes on over lines that are indented", () => {
    expect(levelOf('  File "x.py", line 1', levels.error)).toBe(levels.error);
    expect(levelOf("\tat main (x.js:1)", levels.error)).toBe(levels.error);
    expect(levelOf("not indented", levels.error)).toBe(levels.none);
  });

  test("of the structured stream is its field, whatever the message says", () => {
    expect(levelOfMessage('{"type":"log","level":"info","message":"ERROR"}')).toBe(levels.info);
  });
});
