import { InvariantError, TroupeError } from "@troupe/core";
import { afterEach, describe, expect, test } from "vitest";
import { refusal } from "../../api/testing/fake-engine.ts";
import { ask, type Failed, failureOf, type GrpcFixture, startFixture } from "./testing/grpc-fixture.ts";

let fixture: GrpcFixture;
afterEach(() => fixture.stop());

async function failWith(error: unknown): Promise<Failed> {
  fixture = await startFixture({ runs: { get: () => Promise.reject(error) } });
  return failureOf(ask(fixture.runs, fixture.runs.GetRun, { runId: "01" }));
}

describe("errors of the engine", () => {
  test.each([
    ["INVALID_SPEC", 3],
    ["INVALID_PARAMS", 3],
    ["INVALID_ARGUMENT", 3],
    ["PIPELINE_NOT_FOUND", 5],
    ["RUN_NOT_FOUND", 5],
    ["TASK_NOT_FOUND", 5],
    ["AGENT_NOT_FOUND", 5],
    ["ARTIFACT_NOT_FOUND", 5],
    ["REQUEST_ID_REUSED", 6],
    ["RUN_ENDED", 9],
    ["OUTPUTS_MISFIT", 9],
    ["STORE_FULL", 8],
    ["NOT_LEADER", 14],
    ["OVERLOADED", 14],
    ["DATA_LOSS", 15],
  ])("%s is status %i, and keeps its code and details", async (code, status) => {
    const failed = await failWith(refusal(code, { leader: "10.0.0.1:7420" }));
    expect(failed).toMatchObject({
      code: status,
      message: `refused with ${code}`,
      details: { reason: code, metadata: { leader: "10.0.0.1:7420" } },
    });
  });

  test.each([
    ["retry", 14],
    ["step-down", 14],
    ["reject", 9],
  ] as const)("a code that the table does not know goes by its reaction: %s", async (reaction, status) => {
    expect((await failWith(new TroupeError("odd", { code: "ODD", reaction }))).code).toBe(status);
  });

  test("what was not found is named as a resource", async () => {
    const failed = await failWith(refusal("RUN_NOT_FOUND", { runId: "01" }));
    expect(failed.details?.resource).toEqual({ type: "run", name: "01" });
  });

  test("problems become violations of fields", async () => {
    const problems = [{ field: "params.trees[0]", message: "is -1", fix: "Give at least 1." }];
    const failed = await failWith(new TroupeError("invalid", { code: "INVALID_PARAMS", reaction: "reject", problems }));
    expect(failed.details?.violations).toEqual(problems);
  });

  test("thousands of problems, a huge message and half a surrogate pair still fit into a trailer", async () => {
    const problems = Array.from({ length: 5000 }, (_, index) => ({
      field: `nodes[${index}]`,
      message: "is wrong",
      fix: "Mend it.",
    }));
    const failed = await failWith(
      new TroupeError(`\ud800${"ä".repeat(100_000)}`, { code: "INVALID_SPEC", reaction: "reject", problems }),
    );
    expect(failed.code).toBe(3);
    expect(failed.message.length).toBeLessThan(1100);
    expect(failed.details?.violations.length).toBeGreaterThan(10);
    expect(failed.details?.violations[0]?.field).toBe("nodes[0]");
  });
});

describe("bugs", () => {
  test.each([
    ["an invariant", new InvariantError("the secret state is 42")],
    ["anything thrown", "a text, the secret state is 42"],
    ["a fatal error", new TroupeError("the secret state is 42", { code: "BROKEN", reaction: "fatal" })],
  ])("%s is INTERNAL with an id that is in the log, and no inner text", async (_what, bug) => {
    const failed = await failWith(bug);
    expect(failed.code).toBe(13);
    expect(failed.details?.reason).toBe("INTERNAL");
    expect(JSON.stringify(failed)).not.toContain("secret");
    const errorId = failed.details?.metadata.errorId ?? "";
    expect(failed.message).toContain(errorId);
    expect(fixture.log).toContainEqual(
      expect.objectContaining({ errorId, method: "/troupe.v1.RunService/GetRun", level: 50 }),
    );
    expect(JSON.stringify(fixture.log)).toContain("secret state is 42");
  });

  test("a method that throws before it answers is no unhandled rejection", async () => {
    fixture = await startFixture();
    const failed = await failureOf(ask(fixture.runs, fixture.runs.GetRun, { runId: "01" }));
    expect(failed.code).toBe(13);
  });
});
