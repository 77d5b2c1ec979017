import { describe, expect, it } from "vitest";
import { safeName } from "./safe-name.ts";

describe("a safe file name", () => {
  it("leaves names of tasks and runs as they are", () => {
    for (const name of ["train", "train[0]", "score[2][17]", "load-data", "load_data", "01m8248362e0yr60zp98sg3e2y"]) {
      expect(safeName(name)).toBe(name);
    }
  });

  it("leaves nothing in that a file system could take for something else", () => {
    expect(safeName("../etc/passwd")).toBe("%2e%2e%2fetc%2fpasswd");
    expect(safeName(".hidden")).toBe("%2ehidden");
    expect(safeName("a\0b\\c d%é\u{1F600}")).toMatch(/^[a-z0-9%]+$/);
  });

  it("gives different files to different names, also where capitals are small letters", () => {
    const long = "x".repeat(400);
    const names = ["Train", "train", "%54rain", "a.b", "a%2eb", long, `${long}x`, `${"x".repeat(126)}%~`, "é", "e"];
    const files = names.map((name) => safeName(name).toLowerCase());
    expect(new Set(files).size).toBe(names.length);
    expect(Math.max(...files.map((file) => file.length))).toBeLessThanOrEqual(160);
  });
});
