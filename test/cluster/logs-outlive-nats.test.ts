/**
 * Goal: NATS may lose everything that it was given, and no log line and no metric that was acknowledged is lost for good.
 * Method: of two attempts of a run, one has ended and one goes on; nats-server is killed, its store wiped, and it is started
 * again; then the run ends.
 * Invariant: every line and every point of both is in the archive, once and in order.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import { absentPrograms, eventually, Workbench } from "@troupe/testing/process";
import { afterEach, expect, test } from "vitest";
import { type OfferCluster, startOfferCluster } from "./offer-cluster.ts";

const bench = new Workbench();
afterEach(() => bench.clear());

const absent = absentPrograms("nats-server");
const lines = 2000;
const points = 500;
const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join("");

test.skipIf(absent.length > 0)(
  "a NATS that is wiped costs no log line and no metric (needs: nats-server)",
  async () => {
    const cluster = await startOfferCluster(bench, { logsInNats: true });
    const go = join(await bench.folder(), "go");
    await cluster.engine.pipelines.apply(printing(go), null);
    await cluster.reachedBy("nats", "session");
    const runId = (await cluster.engine.runs.create({ pipeline: "printing", params: {} })).header.runId;
    const first = numbered(1, lines);
    await eventually(
      () => logOf(cluster, runId, "ended"),
      (log) => log === first,
      { withinMs: 30_000 },
    );
    await eventually(
      () => logOf(cluster, runId, "running"),
      (log) => log === first,
      { withinMs: 30_000 },
    );
    await eventually(
      () => stepsOf(cluster, runId),
      ({ ended, running }) => ended?.length === points && running?.length === points,
      { withinMs: 30_000 },
    );
    await cluster.nats.kill9();
    await cluster.nats.wipe();
    await cluster.nats.restart();
    await cluster.reachedBy("nats", "session");
    writeFileSync(go, "");
    expect(await cluster.ended(runId)).toBe("succeeded");
    const whole = { ended: first, running: first + numbered(lines + 1, 2 * lines) };
    for (const [task, expected] of Object.entries(whole)) {
      const log = await eventually(
        () => logOf(cluster, runId, task),
        (text) => text === expected,
        { withinMs: 60_000 },
      );
      expect(log).toBe(expected);
    }
    const steps = Array.from({ length: points }, (_, index) => index + 1);
    const all = { ended: steps, running: steps };
    const told = await eventually(
      () => stepsOf(cluster, runId),
      (found) => isDeepStrictEqual(found, all),
      { withinMs: 60_000 },
    );
    expect(told).toEqual(all);
  },
);

/** Of the points of each task. */
async function stepsOf({ engine }: OfferCluster, runId: string): Promise<Partial<Record<string, (number | null)[]>>> {
  const found: { readonly task: string; readonly step: number | null }[] = [];
  try {
    for await (const page of engine.runs.metrics({ runId, after: 0, follow: false }, AbortSignal.timeout(10_000)))
      found.push(...page.points);
  } catch {
    // NATS is just not there.
  }
  const byTask = Map.groupBy(found, ({ task }) => task);
  return Object.fromEntries([...byTask].map(([task, some]) => [task, some.map(({ step }) => step)]));
}

async function logOf({ engine }: OfferCluster, runId: string, task: string): Promise<string> {
  let text = "";
  const query = { runId, task, streams: ["stdout"] as const, from: {}, follow: false };
  try {
    for await (const part of engine.runs.logs(query, AbortSignal.timeout(10_000)))
      text += `${part.gap > 0 ? `<${part.gap}>` : ""}${Buffer.from(part.data).toString()}`;
  } catch {
    // NATS is just not there.
  }
  return text;
}

/** Both print; one goes on when the file is there. */
function printing(go: string): PipelineSpec {
  const print = (from: number, to: number): string => `seq -f 'line %.0f' ${from} ${to}`;
  const measure = `seq -f '{"type":"metric","name":"loss","value":1,"step":%.0f}' 1 ${points} >>"$TROUPE_MESSAGES"`;
  const input = { type: "object", properties: {}, additionalProperties: false } as const;
  const limits = { ...defaultLimits, resources: { ...defaultLimits.resources, millicpus: 100, memoryBytes: 0 } };
  const step = (script: string) => ({
    runs: { kind: "command" as const, argv: ["sh", "-c", script] as const },
    input,
    limits,
  });
  return {
    format: 1,
    name: "printing",
    params: input,
    steps: {
      ended: step(`${measure}; ${print(1, lines)}`),
      running: step(
        `${measure}; ${print(1, lines)}; while [ ! -e '${go}' ]; do sleep 0.1; done; ${print(lines + 1, 2 * lines)}`,
      ),
    },
    nodes: ["ended", "running"].map((id) => ({ kind: "step" as const, id, scope: [], step: id, input: {} })),
  };
}
