/** A function's own spans, made with @opentelemetry/api as any library makes them. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OtlpReceiver } from "@troupe/testing/traces";
import { afterAll, expect, test } from "vitest";
import { KeptTelemetry } from "../../test-support/attempts.ts";
import { functionAttempt, writeBundle } from "../../test-support/function-bundle.ts";
import { detectIsolation } from "../process-tree/isolation.ts";
import { FunctionExecutor } from "./function.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "troupe-function-spans-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("hang below the attempt that they were made in, also when two attempts share a worker", async () => {
  await using receiver = await OtlpReceiver.start();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = receiver.httpUrl;
  const executor = new FunctionExecutor({
    isolation: detectIsolation({ name: "test-function-spans" }),
    sharedWorkers: 1,
    save: async (_attempt, file) => file.path,
    onStray: () => {},
  });
  const api = import.meta.resolve("@opentelemetry/api");
  const codeFolder = writeBundle(
    join(root, "code"),
    {
      work: `await turn(); return trace.getTracer("mine").startActiveSpan(inputs.name, async (span) => { await sleep(5); span.end(); });`,
    },
    `import { trace } from ${JSON.stringify(api)};`,
  );
  const attempts = ["a", "b"].map((name, index) => {
    const traceparent = `00-${String(index + 1).repeat(32)}-${String(index + 1).repeat(16)}-01`;
    return functionAttempt({ codeFolder, step: "work", inputs: { name }, environment: { TRACEPARENT: traceparent } });
  });
  try {
    const ended = attempts.map(async (attempt) => {
      await executor.prepare(attempt, new AbortController().signal);
      return (await executor.start(attempt, new KeptTelemetry())).ended;
    });
    expect((await Promise.all(ended)).map(({ result }) => result?.ok)).toEqual([true, true]);
    const spans = await receiver.until((received) => received.length === 2);
    const found = spans.map(({ name, traceId, parentSpanId }) => [name, traceId, parentSpanId]).sort();
    expect(found).toEqual([
      ["a", "1".repeat(32), "1".repeat(16)],
      ["b", "2".repeat(32), "2".repeat(16)],
    ]);
  } finally {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    await executor.close();
  }
});
