/** troupe get versions, troupe diff, troupe get waits. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type FakeCoordinator,
  fakeCoordinator,
  refusal,
} from "../../../sdk/src/adapters/grpc/testing/fake-coordinator.ts";
import { exitCodes } from "../exit-code.ts";
import { troupe } from "../testing/console.ts";

const digest = (start: string) => `sha256:${start.padEnd(64, "0")}`;
const versions = [digest("abc1"), digest("abd2"), digest("7e")].map((version, index) => ({
  ...{ version, generation: 2 - index, appliedAt: { seconds: 1000, nanos: 0 }, codeDigest: "" },
}));

let fake: FakeCoordinator;
let asked: object[];
beforeEach(async () => {
  asked = [];
  fake = await fakeCoordinator({
    ListVersions: ({ pipeline, pageToken }: { pipeline: string; pageToken: string }) => {
      if (pipeline !== "churn") throw refusal(5, "there is none", { reason: "PIPELINE_NOT_FOUND" });
      return pageToken === ""
        ? { versions: versions.slice(0, 2), nextPageToken: "more" }
        : { versions: versions.slice(2), nextPageToken: "" };
    },
    DiffVersions: ({ pipeline, from, to }: { pipeline: string; from: string; to: string }) => {
      asked.push({ pipeline, from, to });
      const spec = JSON.stringify({ name: pipeline });
      return {
        from: versions[1]?.version,
        to: versions[0]?.version,
        changes: ["b is new"],
        fromSpecJson: spec,
        toSpecJson: spec,
      };
    },
    ListWaits: (request: { pipeline: string; runId: string }) => {
      asked.push({ pipeline: request.pipeline, runId: request.runId });
      const since = { seconds: 0, nanos: 0 };
      const reason = "waits until 2026-01-01T00:00:00.000Z";
      return { waits: [{ runId: "r-1", pipeline: "churn", task: "pause", kind: "time", reason, since }] };
    },
  });
});
afterEach(() => fake.stop());

const command = (...words: string[]) => troupe([...words, "--address", fake.address]);

describe("troupe get versions", () => {
  test("lists all of them, newest first", async () => {
    const { stdout, exitCode } = await command("get", "versions", "churn");
    expect(exitCode).toBe(exitCodes.ok);
    expect(stdout).toMatch(/^VERSION +GENERATION +APPLIED +CODE\nabc10+ +2 .*\nabd20+ +1 .*\n7e0+ +0 /);
    expect((await command("get", "versions", "churn", "-o", "name", "--limit", "1")).stdout.trim()).toBe(
      versions[0]?.version,
    );
  });

  test("of no such pipeline is refused", async () => {
    expect((await command("get", "versions", "other")).exitCode).toBe(exitCodes.notFound);
  });
});

describe("troupe diff", () => {
  test("says what the current version has changed", async () => {
    const { stdout } = await command("diff", "churn");
    expect(stdout).toMatch(/^churn {2}changed {2}version abd20+ → abc10+\n {2}~ b is new\n$/);
    expect(asked).toEqual([{ pipeline: "churn", from: "", to: "" }]);
  });

  test("takes versions by the digits with which they begin", async () => {
    await command("diff", "churn", "7e", "sha256:abc");
    expect(asked).toEqual([{ pipeline: "churn", from: versions[2]?.version, to: versions[0]?.version }]);
    const unclear = await command("diff", "churn", "ab");
    expect(unclear).toMatchObject({ exitCode: exitCodes.usage, stderr: expect.stringContaining("2 versions begin") });
  });

  test("gives both specs to programs", async () => {
    const { stdout } = await command("diff", "churn", "-o", "json");
    expect(JSON.parse(stdout)).toMatchObject({ changes: ["b is new"], specs: { from: { name: "churn" } } });
  });
});

describe("troupe get waits", () => {
  test("says of each task what it waits for", async () => {
    const { stdout } = await command("get", "waits", "--pipeline", "churn");
    expect(stdout).toMatch(
      /^RUN +TASK +PIPELINE +SINCE +LEFT +WAITS\nr-1 +pause +churn .* until 2026-01-01T00:00:00.000Z\n$/,
    );
    expect(asked).toEqual([{ pipeline: "churn", runId: "" }]);
    const { stdout: json } = await command("get", "waits", "--run", "r-1", "-o", "json");
    expect(JSON.parse(json)).toMatchObject([{ task: "pause", kind: "time", deadline: null, until: null }]);
  });
});
