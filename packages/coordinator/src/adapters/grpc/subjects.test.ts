/** Whose name an act bears: that of the token, over gRPC as over HTTP, with a browser's cookie too. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Access, openAccess } from "../../access/access.ts";
import { fakeRun, fakeTask } from "../../api/testing/fake-engine.ts";
import { startGatewayFixture } from "../http/testing/gateway-fixture.ts";
import { startFixture } from "./testing/grpc-fixture.ts";

const tokens = { anna: "a".repeat(32), nobody: "n".repeat(32) } as const;

let folder: string;
let access: Access;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "troupe-subjects-"));
  const path = join(folder, "tokens");
  writeFileSync(path, `anna ${tokens.anna}\n${tokens.nobody}\n`, { mode: 0o600 });
  access = await openAccess(path);
});
afterEach(() => rmSync(folder, { recursive: true }));

const runs = { cancel: async () => fakeRun(), endTask: async () => fakeTask("go") };
const approvals = { answer: async () => fakeTask("go") };

describe("over gRPC", () => {
  test.each([
    [tokens.anna, "anna"],
    [tokens.nobody, "ben"],
  ])("an act with %s is of %s, whoever the caller says it is", async (token, by) => {
    const { runs: client, engine, stop } = await startFixture({ runs }, { access });
    const metadata = new grpc.Metadata();
    metadata.set("authorization", `Bearer ${token}`);
    await new Promise((resolve, reject) =>
      client.CancelRun({ runId: "01", reason: "enough", by: "ben" }, metadata, (error, run) =>
        error === null ? resolve(run) : reject(error),
      ),
    );
    expect(engine.calls).toEqual([["runs.cancel", "01", "enough", by]]);
    await stop();
  });
});

describe("over HTTP", () => {
  const answer = { runId: "01", task: "go", decision: "APPROVAL_DECISION_APPROVED", by: "ben" };

  test("the token names who answers; where it names nobody the name is claimed, and no proof", async () => {
    const { call, engine, gateway } = await startGatewayFixture({ runs, approvals }, { access });
    const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
    expect((await call("ApprovalService/AnswerApproval", answer, as(tokens.anna))).status).toBe(200);
    expect((await call("ApprovalService/AnswerApproval", answer, as(tokens.nobody))).status).toBe(200);
    const said = { decision: "approved", needsProof: true, reason: "" };
    expect(engine.calls).toEqual([
      ["approvals.answer", "01", "go", { ...said, by: "anna", claimed: false }],
      ["approvals.answer", "01", "go", { ...said, by: "ben", claimed: true }],
    ]);
    await gateway.stop();
  });

  test("a browser is whoever signed it in", async () => {
    const { call, send, engine, gateway } = await startGatewayFixture({ runs }, { access });
    const page = { accept: "text/html", authorization: null };
    const welcome = await send(`/?token=${tokens.anna}`, { headers: page });
    const cookie = welcome.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    const marking = { runId: "01", task: "a", as: "TASK_STATE_CANCELLED", reason: "stuck", by: "ben" };
    const marked = await call("RunService/EndTask", marking, { headers: { authorization: null, cookie } });
    expect(marked.status).toBe(200);
    expect(engine.calls).toEqual([["runs.endTask", "01", "a", { by: "anna", reason: "stuck", status: "cancelled" }]]);
    await gateway.stop();
  });
});
