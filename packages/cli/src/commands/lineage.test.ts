/** troupe lineage. */
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type FakeCoordinator,
  fakeCoordinator,
  refusal,
} from "../../../sdk/src/adapters/grpc/testing/fake-coordinator.ts";
import { exitCodes } from "../exit-code.ts";
import { troupe } from "../testing/console.ts";

const digest = `sha256:${"a".repeat(64)}`;
const link = (role: string, fields: object) => ({
  ...{ digest, kind: "csv", size: 2048, role: `ARTIFACT_ROLE_${role}`, runId: "r-1", pipeline: "churn", version: "v" },
  ...{ task: "", attempt: 0, path: "", at: { seconds: 0, nanos: 0 }, paramsJson: '{"trees":10}' },
  ...fields,
});
const lineage = {
  ...{ digest, kind: "csv", name: "table", size: 2048, stored: true },
  madeBy: [link("MADE", { task: "extract", path: "table", attempt: 2 })],
};

let fake: FakeCoordinator;
beforeEach(async () => {
  fake = await fakeCoordinator({
    GetLineage: ({ digest: asked, pageToken }: { digest: string; pageToken: string }) => {
      if (asked !== digest) throw refusal(5, "nobody knows it", { reason: "ARTIFACT_NOT_FOUND" });
      const [first, second] = [
        link("USED", { task: "train", path: "data.table" }),
        link("USED", { task: "score", path: "rows", runId: "r-0" }),
      ];
      return pageToken === ""
        ? { ...lineage, usedBy: [first], nextPageToken: "more" }
        : { ...lineage, madeBy: [], usedBy: [second] };
    },
  });
});
afterEach(() => fake.stop());

const command = (...words: string[]) => troupe(["lineage", ...words, "--address", fake.address]);

test("shows what made an artifact, and all that read it", async () => {
  const { stdout, exitCode } = await command(digest);
  expect(exitCode).toBe(exitCodes.ok);
  expect(stdout).toMatch(/artifact +table\n/);
  expect(stdout).toMatch(/Made by\nRUN .*\nr-1 +churn +extract +table/);
  expect(stdout).toMatch(/Used by\nRUN .*\nr-1 +churn +train +data\.table.*\nr-0 +churn +score +rows/);
});

test("shows no more readers than asked for, and all facts to programs", async () => {
  const { stdout } = await command(digest, "--limit", "1", "-o", "json");
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ digest, kind: "csv", stored: true },
    madeBy: [{ role: "made", task: "extract", attempt: 2, params: { trees: 10 } }],
    usedBy: [{ role: "used", task: "train", attempt: null }],
  });
});

test("says of a digest that nobody knows that nobody does", async () => {
  const { exitCode, stderr } = await command(`sha256:${"b".repeat(64)}`);
  expect(exitCode).toBe(exitCodes.notFound);
  expect(stderr).toContain("nobody knows it");
});
