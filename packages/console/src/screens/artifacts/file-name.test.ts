import { expect, test } from "vitest";
import { fileNameOf } from "./file-name.ts";

test("a file is called what it is, and leads nowhere", () => {
  expect([
    fileNameOf("table", "csv"),
    fileNameOf("report.html", "HTML"),
    fileNameOf("../../etc/passwd", ""),
    fileNameOf("", "png"),
    fileNameOf("tables[2]", "par/quet"),
  ]).toEqual(["table.csv", "report.html", "-..-etc-passwd", "artifact.png", "tables[2].par-quet"]);
});
