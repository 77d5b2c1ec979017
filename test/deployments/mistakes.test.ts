/** Goal: what goes wrong says what, where and what to do, with a code for programs and an exit code for scripts. */
import { status } from "@grpc/grpc-js";
import { defaultLimits, type PipelineSpec, TroupeError } from "@troupe/core";
import type { Pipeline } from "@troupe/sdk";
import { freePort } from "@troupe/testing/process";
import { describe, expect, test } from "vitest";
import { apply, fixture, onEveryDeployment } from "./support.ts";

onEveryDeployment(
  (dev) => {
    /** What a call was refused with, and how gRPC called that. */
    async function refusal(call: Promise<unknown>): Promise<TroupeError & { readonly grpc: string | undefined }> {
      const error = await call.then(
        () => expect.unreachable("it was not refused"),
        (refused: unknown) => refused,
      );
      if (!(error instanceof TroupeError)) throw error;
      const { code } = error.cause as { readonly code: number };
      return Object.assign(error, { grpc: status[code] });
    }

    describe("a pipeline", () => {
      test("that goes in a circle is refused, with its way", async () => {
        const object = { type: "object", properties: {}, additionalProperties: false } as const;
        const spec: PipelineSpec = {
          format: 1,
          name: "round",
          params: object,
          steps: { work: { runs: { kind: "command", argv: ["true"] }, input: object, limits: defaultLimits } },
          nodes: [
            { kind: "step", id: "a", scope: [], step: "work", input: {}, after: ["c"] },
            { kind: "step", id: "b", scope: [], step: "work", input: {}, after: ["a"] },
            { kind: "step", id: "c", scope: [], step: "work", input: {}, after: ["b"] },
          ],
        };
        const refused = await refusal(dev.client().apply({ name: "round", spec } as unknown as Pipeline));
        expect(refused).toMatchObject({ code: "INVALID_SPEC", grpc: "INVALID_ARGUMENT", reaction: "reject" });
        expect(refused.problems).toEqual([
          {
            field: 'nodes["a"]',
            message: "waits for itself: a → c → b → a",
            fix: "remove one of these references: a pipeline has no cycles",
          },
        ]);
        expect((await dev.client().pipelines()).map(({ name }) => name)).not.toContain("round");
      });

      test("whose script is missing is refused where it is bundled", async () => {
        const ran = await dev.troupe("run", fixture("scriptless"));
        expect(ran.code).toBe(3);
        expect(ran.stderr).toMatch(/MISSING_SCRIPT/);
        expect(ran.stderr).toContain("step train names steps/train.py");
      });

      test("that nobody applied is not found", async () => {
        expect(await refusal(dev.client().submit("nobody"))).toMatchObject({
          code: "PIPELINE_NOT_FOUND",
          grpc: "NOT_FOUND",
        });
        expect((await dev.troupe("run", "nobody")).code).toBe(4);
      });
    });

    describe("params", () => {
      const cases = [
        { what: "unknown", params: { text: "x", time: 2 }, field: "params.time" },
        { what: "of the wrong type", params: { text: "x", times: "twice" }, field: "params.times" },
        { what: "missing", params: { times: 2 }, field: "params.text" },
        { what: "out of range", params: { text: "x", times: 0 }, field: "params.times" },
      ];

      test.each(cases)("that are $what are refused by name", async ({ params, field }) => {
        const refused = await refusal(dev.client().submit("echoing", params));
        expect(refused).toMatchObject({ code: "INVALID_PARAMS", grpc: "INVALID_ARGUMENT", problems: [{ field }] });
      });

      test("are refused together on the command line", async () => {
        const ran = await dev.troupe("run", "echoing", "-p", "time=2", "-p", "times=twice");
        expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 3, stdout: "" });
        for (const text of ["params.time ", "params.times", "params.text", "INVALID_PARAMS"])
          expect(ran.stderr).toContain(text);
      });
    });

    describe("a step", () => {
      test("whose output breaks its schema fails, naming the field", async () => {
        const ran = await dev.troupe("run", "misshapen", "-o", "json");
        expect(ran.code).toBe(1);
        expect(JSON.parse(ran.stdout)).toMatchObject({
          state: "failed",
          outputs: null,
          failure: {
            task: "measure",
            code: "TASK_OUTPUT_INVALID",
            message: expect.stringContaining('output.scores[1].accuracy is "high"'),
          },
        });
        expect(ran.stderr).toContain("output.scores[1].accuracy");
      });

      test("that throws is tried again, then fails with its own words", async () => {
        const ran = await dev.troupe("run", "failing");
        expect(ran.code).toBe(1);
        expect(ran.stderr).toContain("ValueError: the third column has no name");
        const task = await (await dev.client().run("@latest")).task("fail");
        expect(task).toMatchObject({ state: "failed", failure: { code: "TASK_FAILED", exitCode: 1 } });
        expect(task.attempts.map(({ number, exitClass }) => [number, exitClass])).toEqual([
          [1, "failure"],
          [2, "failure"],
        ]);
      });
    });

    describe("a request id", () => {
      test("makes one run, however often it is sent", async () => {
        const count = async () => (await dev.client().runs({ pipeline: "echoing" })).length;
        const before = await count();
        const submit = () => dev.troupe("run", "echoing", "-p", "text=once", "--request-id", "tuesday", "--detach");
        const ran = await Promise.all([submit(), submit()]);
        expect(ran.map(({ code }) => code)).toEqual([0, 0]);
        expect(new Set(ran.map(({ stdout }) => stdout.trim())).size).toBe(1);
        expect(await count()).toBe(before + 1);
      });

      test("is not taken for another request", async () => {
        const client = dev.client();
        const first = await client.submit("echoing", { text: "a" }, { requestId: "wednesday" });
        const again = await refusal(client.submit("echoing", { text: "b" }, { requestId: "wednesday" }));
        expect(again).toMatchObject({
          code: "REQUEST_ID_REUSED",
          grpc: "ALREADY_EXISTS",
          details: { runId: first.id },
        });
        const ran = await dev.troupe("run", "echoing", "-p", "text=c", "--request-id", "wednesday");
        expect(ran.code).toBe(3);
        expect(ran.stderr).toContain(first.id);
      });
    });

    test("a coordinator that is not there is said to be so", async () => {
      const address = `127.0.0.1:${await freePort()}`;
      const ran = await dev.troupe("get", "runs", "--address", address);
      expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 5, stdout: "" });
      expect(ran.stderr).toContain("COORDINATOR_UNREACHABLE");
      expect(ran.stderr).toContain(address);
    });
  },
  (dev) => apply(dev, "wrong"),
);
